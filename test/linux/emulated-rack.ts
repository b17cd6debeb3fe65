// The emulated rack under judgement, as a process of its own, and the judge's second way in: the emulator's socket.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectEmulated, type EmulatedAdapter } from '../../host-tools/client/emulated-adapter';

const RACK_FILE = fileURLToPath(new URL('./rack.yaml', import.meta.url));
export const BUS_ID = '1-2';

/** What the plant knows of a unit. */
export interface PlantTruth {
  readonly inputMillivolts: number;
  readonly outputMillivolts: number;
  readonly outputMilliamps: number;
}

export interface EmulatedRack {
  readonly port: number;
  readonly socket: EmulatedAdapter;
  /** Ends the rack. @returns the plant's truth at the end, by slot */
  end(): Promise<ReadonlyMap<number, PlantTruth>>;
  kill(): void;
}

/** @param sources folder of firmware/ and host-tools/ that the rack runs from */
export async function startRack(sources: string, engine: string, work: string): Promise<EmulatedRack> {
  const port = await freePort();
  const path = join(work, 'rack.sock');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(sources, 'test/linux/adapter/emulate.ts'), RACK_FILE, engine, path, String(port)],
    { cwd: sources, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const socket = await connectWhenUp(path, child, () => complaint);
  return {
    port,
    socket,
    kill: () => {
      if (child.exitCode === null) child.kill('SIGKILL');
    },
    end: async () => {
      await socket.close();
      child.kill('SIGTERM');
      await ended;
      return truths(output);
    },
  };
}

async function connectWhenUp(path: string, child: ChildProcess, complaint: () => string): Promise<EmulatedAdapter> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the emulated rack did not start: ${complaint().trim()}`);
    try {
      return await connectEmulated(path);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function truths(output: string): ReadonlyMap<number, PlantTruth> {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return new Map(
    lines.map((line) => {
      const { slot, plant } = JSON.parse(line) as { slot: number; plant: PlantTruth };
      return [slot, plant];
    }),
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
