// The emulated rack under judgement, as a process of its own, and the judge's second way in: the emulator's socket.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectEmulated, type EmulatedAdapter } from '../../host-tools/client/emulated-adapter';

const RACK_FILE = fileURLToPath(new URL('./rack.yaml', import.meta.url));

const GAVE_UP = 'gave up waiting';

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
  /** What it said on stderr. */
  complaint(): string;
  /** How often the kernel gave up waiting (100 ms) because this computer was busy with other things. */
  timeouts(): number;
}

/** @param sources folder of firmware/ and host-tools/ that the rack runs from */
export async function startRack(sources: string, engine: string, work: string): Promise<EmulatedRack> {
  const port = await freePort();
  const path = join(work, 'rack.sock');
  const child = spawn(process.execPath, emulateArguments(sources, engine, path, port), {
    cwd: sources,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  hurry(child);
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const socket = await connectWhenUp(path, child, () => complaint).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    port,
    socket,
    complaint: () => complaint.trim(),
    timeouts: () => complaint.split(GAVE_UP).length - 1,
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

function emulateArguments(sources: string, engine: string, socket: string, port: number): readonly string[] {
  const racklet = join(sources, 'host-tools/cli/racklet.js');
  return [racklet, 'emulate', RACK_FILE, '--engine', engine, '--socket', socket, '--usbip', String(port), '--json'];
}

/** The kernel waits 100 ms for an answer of the adapter: the rack comes before other work, where this user may say so. */
function hurry(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_HIGH);
  } catch {
    // Only root may. The job runs all the same.
  }
}

const LONGEST_START_MS = 30_000;

async function connectWhenUp(path: string, child: ChildProcess, complaint: () => string): Promise<EmulatedAdapter> {
  const latest = Date.now() + LONGEST_START_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > latest)
      throw new Error(`the emulated rack did not start: ${complaint().trim()}`);
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
