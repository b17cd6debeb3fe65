// A C core in a process of its own, asked synchronously: the emulated bus wants its answer now. Two named pipes carry the
// protocol of c/protocol.h; a fault that a sanitizer finds ends the process and is thrown here with its report.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HEADER = 7;
/** Flags of an answer that is a question of the core to its hardware. */
const ASK = 0x80;

/** The hardware of a core: gets a request and gives the bytes of the reply, as many as the core waits for. */
export type Hardware = (request: Uint8Array) => Uint8Array;

export interface Answer {
  readonly result: number;
  readonly flags: number;
  readonly released: number;
  readonly payload: Uint8Array;
}

export class CoreProcess {
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #input: number;
  readonly #output: number;
  readonly #header = new Uint8Array(HEADER);
  readonly #hardware: Hardware;

  constructor(program: string, hardware: Hardware = () => new Uint8Array(0)) {
    this.#hardware = hardware;
    this.#folder = mkdtempSync(join(tmpdir(), 'racklet-core-'));
    const input = join(this.#folder, 'input');
    const output = join(this.#folder, 'output');
    execFileSync('mkfifo', [input, output]);
    const command = 'exec "$0" <"$1/input" >"$1/output" 2>"$1/errors"';
    this.#child = spawn('sh', ['-c', command, program, this.#folder], { stdio: 'ignore' });
    this.#child.unref();
    this.#input = openSync(input, 'w');
    this.#output = openSync(output, 'r');
  }

  /** Carries out one operation: its letter and arguments. */
  ask(...bytes: number[]): Answer {
    this.#write(Uint8Array.from(bytes));
    for (;;) {
      const answer = this.#receive();
      if (answer.flags !== ASK) return answer;
      this.#write(this.#hardware(answer.payload));
    }
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#input, bytes, at);
    } catch {
      this.#fail();
    }
  }

  #receive(): Answer {
    const header = this.#header;
    this.#fill(header);
    const signed = (at: number): number => ((header[at]! | (header[at + 1]! << 8)) << 16) >> 16;
    const payload = new Uint8Array(header[5]! | (header[6]! << 8));
    this.#fill(payload);
    return { result: signed(0), flags: header[2]!, released: signed(3), payload };
  }

  close(): void {
    closeSync(this.#input);
    closeSync(this.#output);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #fill(buffer: Uint8Array): void {
    for (let at = 0; at < buffer.length; ) {
      const count = readSync(this.#output, buffer, at, buffer.length - at, null);
      if (count === 0) this.#fail();
      at += count;
    }
  }

  #fail(): never {
    throw new Error(`the core's process ended:\n${readFileSync(join(this.#folder, 'errors'), 'utf8')}`);
  }
}
