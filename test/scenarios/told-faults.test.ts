// Faults that switch nothing off are in the event log too, once each. Played as scenarios: what the operator does, and reads.
import { expect, it } from 'vitest';
import { runScenario } from '../../host-tools/scenario/run-scenario';
import { parseScenario } from '../../host-tools/scenario/scenario-file';
import { entryText } from '../../host-tools/scenario/time-line';
import { firmwareBundle } from '../support/racks';

const HEAD = 'apiVersion: racklet.io/v1alpha1\nkind: Scenario\nmetadata: { name: t, title: t }\n';

it.each([
  [
    'another BMC at its address: told by the one that gave way, once for many collisions (bug: never logged)',
    // Slot 5 believes to sit in slot 3. Serial numbers end in the slot: 3 is 0b011, 5 is 0b101, the zero in bit 2 wins. 3 is pulled then.
    `rack: { units: [{ slot: 3 }, { slot: 5, straps: 3 }] }
steps:
  - read: { slot: 3, command: MFR_SERIAL, times: 20 }
  - remove: { slot: 3 }
  - after: 100ms
    show: { slot: 3, what: log }
`,
    'another BMC answers at this address',
  ],
  [
    'a flash that failed and works again (bug: never logged)',
    `rack: { units: [{ slot: 1, security: open }] }
steps:
  - flash: { slot: 1, failure: worn }
  - power: { slot: 1, action: 'off' }
  - after: 15ms
    heal: { slot: 1, what: flash }
  - after: 200ms
    show: { slot: 1, what: log }
`,
    'the flash failed: status 7',
  ],
])('%s', async (_, text, sentence) => {
  const scenario = await parseScenario(`${HEAD}${text}`, 't.yaml');
  const { entries, failed } = await runScenario({ scenario, engine: 'node', bundle: await firmwareBundle(), seed: 1 });
  expect(failed).toBe(0);
  expect(entries.map(entryText).filter((line) => line.includes(sentence))).toHaveLength(1);
});
