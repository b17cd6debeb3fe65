// The commands of the console on a whole unit: the same rules as on the bus, and answers that fit.
import { expect, it } from 'vitest';
import { CONSOLE_COMMANDS } from '../../firmware/console/commands';
import { seconds } from '../../host-tools/sim/scheduler';
import { ConsoleLine } from '../support/console-line';
import { makeRack, State, stateOf } from '../support/racks';

it('a closed unit refuses what the bus could not write either, and is not switched', async () => {
  const rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: closed}]' });
  await rack.run(seconds(1));
  const line = new ConsoleLine(rack, 1);
  for (const command of [
    'power off',
    'power cycle',
    'reset',
    'config TON_DELAY 5',
    'config WRITE_PROTECT 0',
    'config store',
  ])
    expect(await line.ask(command)).toMatch(/^error: refused: the unit is write-protected/);
  expect((await stateOf(rack, 1))[0]).toBe(State.on);
  rack.close();
});

it('an open unit is switched, and an event is told behind a #', async () => {
  const rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: open}]' });
  await rack.run(seconds(1));
  const line = new ConsoleLine(rack, 1);
  expect(await line.ask('power off')).toMatch(/^gate +off$/m);
  await rack.run(seconds(1));
  expect(line.text).toContain('# 4 ');
  expect((await stateOf(rack, 1))[0]).toBe(State.off);
  rack.close();
});

it('every command answers within 80 columns, and as JSON with its version', async () => {
  const rack = await makeRack({ engine: 'node', units: '[{slot: 1, security: closed}]' });
  await rack.run(seconds(1));
  const line = new ConsoleLine(rack, 1);
  for (const { name } of CONSOLE_COMMANDS) {
    for (const text of (await line.ask(name)).split('\n')) expect(text.length).toBeLessThanOrEqual(80);
    for (const object of await line.askJson(name)) expect(object).toMatchObject({ version: 1, command: name, slot: 1 });
  }
  rack.close();
});
