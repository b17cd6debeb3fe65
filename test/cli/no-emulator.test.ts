// A socket at which something else listens than an emulator: one line, exit code 4, and an end.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectEmulated } from '../../host-tools/client/emulated-adapter';
import { racklet, temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (name: string): string => join(folder.path, name);

describe('what answers at the socket is no emulator', () => {
  /** Greets with `greeting`, answers each request with `answer`. */
  async function asked(name: string, greeting: string, answer = ''): Promise<unknown> {
    const server = createServer((client) => {
      client.on('error', () => {});
      client.on('data', () => client.write(answer));
      client.write(greeting);
    });
    await new Promise<void>((resolve) => server.listen(at(name), resolve));
    const result = await racklet('read', '1', 'READ_VIN', '--bus', `emulated:${at(name)}`);
    server.close();
    return result;
  }
  const GREETING = '{"protocol":"racklet-bus","version":1,"stretches":true}\n';

  it.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', ''],
    ['a number', '5\n', ''],
    ['damaged answers', GREETING, '{"id":1,"sta\n'],
  ])('%s (bug: a stack)', async (what, greeting, answer) => {
    const name = `${what.replaceAll(' ', '-')}.sock`;
    expect(await asked(name, greeting, answer)).toEqual({
      code: 4,
      stdout: '',
      stderr: `racklet: what listens at ${at(name)} is no emulator: name another socket with --bus emulated:SOCKET\n`,
    });
  });

  it('another version (bug: the line came, the command did not end)', async () => {
    expect(await asked('v9.sock', '{"protocol":"racklet-bus","version":9,"stretches":true}\n')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('version 9'),
    });
  });

  it('silence (bug: it was waited for for ever)', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('silent.sock'), resolve));
    await expect(connectEmulated(at('silent.sock'), 50)).rejects.toThrow(/does not greet/);
    server.close();
  });
});
