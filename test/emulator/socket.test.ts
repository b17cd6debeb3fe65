// The emulator's socket takes anything from its clients and survives it.
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEmulated } from '../../host-tools/client/emulated-adapter';
import { type RunningEmulator, racklet, startEmulator, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
const socket = join(folder.path, 'rack.sock');
let emulator: RunningEmulator;

beforeAll(async () => {
  emulator = await startEmulator(['examples/rack.yaml', '--engine', 'node', '--socket', socket], /slot 5: on/);
});
afterAll(async () => {
  await emulator.stop();
  folder.remove();
});

/** Sends lines and gives back as many answers. */
function talk(lines: readonly string[], answers: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const client = connect(socket);
    let received = '';
    client.on('data', (chunk) => {
      received += chunk;
      const got = received.split('\n').slice(0, -1);
      if (got.length > answers) {
        client.destroy();
        resolve(got.slice(1));
      }
    });
    client.on('error', reject);
    client.write(lines.map((line) => `${line}\n`).join(''));
  });
}

describe('socket', () => {
  it('greets with protocol and version', async () => {
    const [greeting] = await new Promise<string[]>((resolve) => {
      const client = connect(socket);
      client.once('data', (chunk) => {
        client.destroy();
        resolve(chunk.toString().split('\n'));
      });
    });
    expect(JSON.parse(greeting!)).toEqual({ protocol: 'racklet-bus', version: 1, stretches: true });
  });

  it('belongs to its owner alone', () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  it('answers what it cannot understand with an error, and goes on', async () => {
    const bad = [
      '',
      'x',
      '{}',
      '{"id":7}',
      '{"id":8,"do":"transfer","messages":[]}',
      '{"id":9,"do":"transfer","messages":[{"address":200,"write":""}]}',
    ];
    const answers = (await talk(bad, bad.length)).map((line) => JSON.parse(line));
    expect(answers.map((answer) => answer.error)).toEqual(bad.map(() => 'not a request of this protocol'));
    expect(answers.map((answer) => answer.id)).toEqual([0, 0, 0, 7, 8, 9]);
    expect((await racklet('read', '1', 'MFR_ID', '--bus', `emulated:${socket}`)).stdout).toBe('Racklet\n');
  });

  it('drops a client that sends a line without end', async () => {
    const client = connect(socket);
    const closed = new Promise((resolve) => client.on('close', resolve));
    client.on('error', () => {});
    client.resume();
    client.write('x'.repeat(200_000));
    await closed;
  });

  it('serves several clients at a time', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => connectEmulated(socket)));
    const results = await Promise.all(
      clients.flatMap((client) =>
        [0x11, 0x12, 0x13].map((address) =>
          client.transfer([
            { address, write: Uint8Array.of(0x98) },
            { address, read: 1 },
          ]),
        ),
      ),
    );
    for (const result of results) expect([...result.read[0]!]).toEqual([0x33]);
    await Promise.all(clients.map((client) => client.close()));
  });
});
