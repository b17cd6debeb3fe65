// Talks to the guest: one command at a time over its serial line, the answer between two markers (guest/init.sh).
import type { Machine } from './qemu';

export interface GuestAnswer {
  readonly code: number;
  readonly text: string;
}

type Waiter = { readonly pattern: RegExp; readonly resolve: (match: RegExpExecArray) => void };

export class Guest {
  readonly #machine: Machine;
  #received = '';
  #waiter: Waiter | undefined;
  #id = 0;
  /** Commands carried out. */
  commands = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
    machine.line.setEncoding('latin1');
    machine.line.on('data', (chunk: string) => {
      this.#received += chunk.replaceAll('\r', '');
      this.#look();
    });
  }

  /** Waits until the guest is up. @returns the kernel's version */
  async ready(seconds: number): Promise<string> {
    return (await this.#next(/\n@ready (\S+)\n/, seconds, 'boot'))[1]!;
  }

  /** Runs a command of the guest's shell; stderr is in the text. */
  async run(command: string, seconds = 30): Promise<GuestAnswer> {
    const id = ++this.#id;
    this.commands++;
    this.#machine.line.write(`${id} ${command}\n`);
    const pattern = new RegExp(`\n@begin ${id}\n([^]*?)\n@end ${id} (\\d+)\n`);
    const match = await this.#next(pattern, seconds, command);
    return { code: Number(match[2]), text: match[1]!.trim() };
  }

  /** The same for a command that must succeed. @throws Error with what it said */
  async must(command: string, seconds?: number): Promise<string> {
    const { code, text } = await this.run(command, seconds);
    if (code !== 0) throw new Error(`guest: ${command}: exit ${code}: ${text}`);
    return text;
  }

  #next(pattern: RegExp, seconds: number, what: string): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`guest: no answer to "${what}" in ${seconds} s`)),
        seconds * 1000,
      );
      const done = (match: RegExpExecArray): void => {
        clearTimeout(timer);
        resolve(match);
      };
      void this.#machine.ended.then(() => {
        clearTimeout(timer);
        reject(new Error(`guest: ended during "${what}"`));
      });
      this.#waiter = { pattern, resolve: done };
      this.#look();
    });
  }

  #look(): void {
    const match = this.#waiter?.pattern.exec(this.#received);
    if (!match) return;
    const { resolve } = this.#waiter!;
    this.#waiter = undefined;
    this.#received = this.#received.slice(match.index + match[0].length);
    resolve(match);
  }
}
