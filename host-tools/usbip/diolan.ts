// A Diolan U2C-12 on the emulated bus: commands in OUT packets, an IN packet as the answer to each. What it does is done byte by byte,
// so that block reads, PEC and refusals of a target look as they do on a real bus.
// Codes and answers: Linux, drivers/i2c/busses/i2c-diolan-u2c.c.
import type { Bus } from '../bus/bus';
import { NACK } from '../bus/bus-device';

export const Command = { version: 0x0a, serial: 0x0b, start: 0x0c, stop: 0x0d, restart: 0x0e, putByte: 0x13, getByte: 0x14, setSpeed: 0x1b, setClockSync: 0x24, setClockSyncTimeout: 0x26 } as const; // biome-ignore format: one line
export const Reply = { ok: 0x00, dataError: 0x05, notImplemented: 0x06, nack: 0x07, timeout: 0x09 } as const;

/** Bytes behind the command. Settings are taken and have no effect: the rack file sets the speed, stretched clocks are always waited for. */
const ARGUMENTS: Readonly<Record<number, number>> = {
  [Command.putByte]: 1,
  [Command.getByte]: 1,
  [Command.setSpeed]: 1,
  [Command.setClockSync]: 1,
  [Command.setClockSyncTimeout]: 2,
};
const FIRMWARE = [1, 0] as const;
const SERIAL = [0, 0, 0, 1] as const;
/** Bytes of commands that wait. A driver sends one packet and waits for its answers. */
const LONGEST_QUEUE = 4096;

/** The bus for one controller at a time, and the time that it takes. */
export interface Seat {
  readonly bus: Bus;
  /** Calls `then` once the bus is free for this controller. */
  claim(then: () => void): void;
  release(): void;
  /** Lets virtual time pass until `isDone`. */
  urge(isDone: () => boolean): void;
}

export class Diolan {
  readonly #seat: Seat;
  readonly #answer: (packet: Uint8Array) => void;
  #queue: number[] = [];
  /** A command is being carried out. */
  #isBusy = false;
  /** Its answer is not wanted any more. */
  #isGivenUp = false;
  #isClosed = false;
  /** Between START and STOP. */
  #holds = false;
  #addressNext = false;

  constructor(seat: Seat, answer: (packet: Uint8Array) => void) {
    this.#seat = seat;
    this.#answer = answer;
  }

  /**
   * An OUT packet. The driver waits 100 ms for an answer, then gives up and begins anew: what it left behind is dropped.
   * @returns false if more waits than a driver ever sends
   */
  take(packet: Uint8Array): boolean {
    if (packet[0] === Command.start) this.#giveUp();
    if (this.#queue.length + packet.length > LONGEST_QUEUE) return false;
    this.#queue.push(...packet);
    if (!this.#isBusy) this.#next();
    return true;
  }

  /** The cable was pulled: the bus is left idle. */
  close(): void {
    this.#isClosed = true;
    this.#giveUp();
    if (!this.#isBusy) this.#leave();
  }

  #giveUp(): void {
    this.#queue = [];
    this.#isGivenUp = this.#isBusy;
  }

  #leave(): void {
    if (this.#holds) this.#stop(() => {});
  }

  #next(): void {
    if (this.#isClosed) {
      this.#leave();
      return;
    }
    const command = this.#queue[0];
    const size = 1 + (command === undefined ? 0 : (ARGUMENTS[command] ?? 0));
    if (command === undefined || this.#queue.length < size) return;
    const [, argument = 0] = this.#queue.splice(0, size);
    this.#isBusy = true;
    this.#carryOut(command, argument);
  }

  #carryOut(command: number, argument: number): void {
    const { version, serial, start, restart, putByte, getByte, stop } = Command;
    if (command === start) this.#start();
    else if (command === putByte && this.#holds) this.#put(argument);
    else if (command === getByte && this.#holds && !this.#addressNext) this.#get(argument !== 0);
    else if (command === stop && this.#holds) this.#stop(() => this.#done([Reply.ok]));
    else if (command === version) this.#done([...FIRMWARE, Reply.ok]);
    else if (command === serial) this.#done([...SERIAL, Reply.ok]);
    else if (command === restart) this.#restart();
    else if (command === getByte) this.#done([0xff, Reply.dataError]);
    else if (command === putByte) this.#done([Reply.dataError]);
    else this.#done([command === stop || command in ARGUMENTS ? Reply.ok : Reply.notImplemented]);
  }

  #restart(): void {
    this.#addressNext = this.#holds;
    this.#done([this.#holds ? Reply.ok : Reply.dataError]);
  }

  /** The address comes with the next byte: until then nothing is on the wire. */
  #start(): void {
    const claim = (): void =>
      this.#seat.claim(() => {
        this.#holds = true;
        this.#addressNext = true;
        this.#done([Reply.ok]);
      });
    if (this.#holds) this.#stop(claim);
    else claim();
  }

  #put(byte: number): void {
    const { bus } = this.#seat;
    const finish = this.#operation((outcome: number) =>
      this.#done([outcome < 0 ? Reply.timeout : outcome === NACK ? Reply.nack : Reply.ok]),
    );
    if (this.#addressNext) bus.start(byte >> 1, (byte & 1) === 1, finish);
    else bus.write(byte, finish);
    this.#addressNext = false;
  }

  #get(acknowledge: boolean): void {
    const { bus } = this.#seat;
    bus.read(
      acknowledge,
      this.#operation((outcome: number) => this.#done(outcome < 0 ? [0xff, Reply.timeout] : [outcome, Reply.ok])),
    );
  }

  #stop(then: () => void): void {
    this.#holds = false;
    this.#seat.bus.stop(
      this.#operation(() => {
        this.#seat.release();
        then();
      }),
    );
  }

  /** Time passes for an operation of the bus. */
  #operation<A extends unknown[]>(then: (...args: A) => void): (...args: A) => void {
    let isDone = false;
    this.#seat.urge(() => isDone);
    return (...args) => {
      isDone = true;
      then(...args);
    };
  }

  #done(packet: readonly number[]): void {
    this.#isBusy = false;
    if (!this.#isGivenUp && !this.#isClosed) this.#answer(Uint8Array.from(packet));
    this.#isGivenUp = false;
    this.#next();
  }
}
