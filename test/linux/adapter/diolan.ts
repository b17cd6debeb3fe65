// A Diolan U2C-12 as the kernel's driver i2c-diolan-u2c sees it: commands in OUT packets, one IN packet as the answer to each.
// Codes and answers: drivers/i2c/busses/i2c-diolan-u2c.c of the kernel.
import type { Bus } from '../../../host-tools/bus/bus';
import { NACK } from '../../../host-tools/bus/bus-device';

const Command = { firmware: 0x0a, serial: 0x0b, start: 0x0c, stop: 0x0d, restart: 0x0e, put: 0x13, get: 0x14 } as const;
/** Set speed, set clock synchronisation and its time-out: taken, and without effect. Argument bytes of each. */
const SETTINGS: Readonly<Record<number, number>> = { 27: 1, 36: 1, 38: 2 };
const Answer = { ok: 0x00, notImplemented: 0x06, nack: 0x07, timeout: 0x09 } as const;
const FIRMWARE_VERSION = [0x02, 0x02] as const;
const SERIAL = [0, 0, 0, 1] as const;

/** What the adapter needs of the rack. */
export interface Seat {
  readonly bus: Bus;
  /** The bus is free for this controller. */
  acquire(then: () => void): void;
  release(): void;
  /** An operation began: let virtual time pass until it ended. */
  hurry(): void;
}

export class Diolan {
  readonly #seat: Seat;
  readonly #answer: (packet: readonly number[]) => void;
  #queue: number[] = [];
  #busy = false;
  #holds = false;
  /** The next byte is an address. */
  #addressNext = false;
  #generation = 0;

  /** @param answer gets each IN packet */
  constructor(seat: Seat, answer: (packet: readonly number[]) => void) {
    this.#seat = seat;
    this.#answer = answer;
  }

  /** An OUT packet. One that opens a transaction ends what a driver that gave up has left over. @returns true then */
  take(packet: Uint8Array): boolean {
    const fresh = packet[0] === Command.start;
    if (fresh && this.#busy) {
      process.stderr.write('the driver gave up waiting for the adapter\n');
      this.#queue = [];
      this.#generation++;
      this.#busy = false;
    }
    this.#queue.push(...packet);
    if (!this.#busy) this.#next();
    return fresh;
  }

  /** The cable was pulled. */
  close(): void {
    this.#queue = [];
    this.#generation++;
    if (this.#holds) this.#stop();
  }

  #next(): void {
    const command = this.#queue.shift();
    this.#busy = command !== undefined;
    if (command === undefined) return;
    switch (command) {
      case Command.firmware:
        this.#done([...FIRMWARE_VERSION, Answer.ok]);
        return;
      case Command.serial:
        this.#done([...SERIAL, Answer.ok]);
        return;
      case Command.start:
        if (this.#holds) this.#stop();
        this.#addressNext = true;
        this.#seat.acquire(
          this.#current(() => {
            this.#holds = true;
            this.#done([Answer.ok]);
          }),
        );
        return;
      case Command.restart:
        this.#addressNext = true;
        this.#done([Answer.ok]);
        return;
      case Command.put:
        this.#put(this.#queue.shift() ?? 0);
        return;
      case Command.get:
        this.#get((this.#queue.shift() ?? 0) !== 0);
        return;
      case Command.stop:
        if (!this.#holds) this.#done([Answer.ok]);
        else this.#stop(this.#current(() => this.#done([Answer.ok])));
        return;
      default: {
        const length = SETTINGS[command];
        this.#queue.splice(0, length ?? 0);
        this.#done([length === undefined ? Answer.notImplemented : Answer.ok]);
      }
    }
  }

  #put(byte: number): void {
    const { bus } = this.#seat;
    const done = this.#current((outcome: number) =>
      this.#done([outcome < 0 ? Answer.timeout : outcome === NACK ? Answer.nack : Answer.ok]),
    );
    if (this.#addressNext) bus.start(byte >> 1, (byte & 1) === 1, done);
    else bus.write(byte, done);
    this.#addressNext = false;
    this.#seat.hurry();
  }

  #get(acknowledge: boolean): void {
    this.#seat.bus.read(
      acknowledge,
      this.#current((outcome: number) => this.#done(outcome < 0 ? [0xff, Answer.timeout] : [outcome, Answer.ok])),
    );
    this.#seat.hurry();
  }

  #stop(then: () => void = () => {}): void {
    this.#holds = false;
    this.#seat.bus.stop(() => {
      this.#seat.release();
      then();
    });
    this.#seat.hurry();
  }

  #done(packet: readonly number[]): void {
    this.#answer(packet);
    this.#next();
  }

  /** Answers of commands that were given up are dropped. */
  #current<A extends unknown[]>(then: (...args: A) => void): (...args: A) => void {
    const generation = this.#generation;
    return (...args) => {
      if (generation === this.#generation) then(...args);
    };
  }
}
