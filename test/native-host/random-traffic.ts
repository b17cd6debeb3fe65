// Random traffic for a target port, realistic and hostile: a controller that keeps the rules or breaks them, and a firmware that
// publishes, takes and reports done at any moment, in the middle of a message as well. All of it from one seed.
import { pecByte } from '../../firmware/smbus/pec';
import { Random } from '../../host-tools/sim/random';
import type { Script } from './script';

/** Codes by use. Few, so that messages meet what is published. */
const SHORT = [0x01, 0x02, 0x20, 0x78, 0x79, 0x88, 0x89, 0x8b, 0x8c, 0x8d, 0x96, 0x97, 0xd0, 0xff, 0x00];
const MEDIUM = [0x99, 0x9a, 0x9b, 0xd1, 0xd2];
const LONG = [0xd3, 0xd4, 0xd5];
const SEND = [0x03, 0x11, 0x12];
const PROCESS = [0x1a, 0x1b, 0x06];
const OPEN = [0x44, 0xd6];
const BLOCK = [0xd7, 0xd8];
const ALL = [...SHORT, ...MEDIUM, ...LONG, ...SEND, ...PROCESS, ...OPEN, ...BLOCK];
/** More taken and not done than this is not the firmware's way. */
const MOST_OUT = 12;
const ACK = 1;
const STRETCH = -1;

export class RandomTraffic {
  readonly #script: Script;
  readonly #random: Random;
  readonly #out: number[] = [];
  #crc = 0;
  #read = 0;

  constructor(script: Script, seed: number) {
    this.#script = script;
    this.#random = new Random(seed);
    for (const code of [...SHORT, ...MEDIUM, ...LONG]) this.#publish(code);
    for (const code of [...SHORT.slice(0, 6), ...SEND, ...PROCESS, ...OPEN, ...BLOCK]) this.#accept(code);
  }

  /** Bytes that the port gave so far. */
  get bytesRead(): number {
    return this.#read;
  }

  /** One message, and what the firmware does around it. */
  message(): void {
    const below = (count: number) => this.#random.below(count);
    for (let left = below(4); left > 0; left--) this.#firmware();
    const kind = below(100);
    if (kind < 30) this.#readCode(ALL);
    else if (kind < 50) this.#writeData(this.#pick(ALL), 'good');
    else if (kind < 55) this.#writeData(this.#pick(ALL), 'bad');
    else if (kind < 60) this.#writeData(this.#pick(ALL), 'none');
    else if (kind < 70) this.#callProcess();
    else if (kind < 74) this.#start(below(2) === 0);
    else if (kind < 79) this.#bareRead();
    else if (kind < 84) this.#group();
    else if (kind < 90) this.#chain();
    else this.#garbage();
    this.#end();
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[this.#random.below(choices.length)]!;
  }

  /** STOP nearly always; a START without one cuts the message off; SCL stays low. */
  #end(): void {
    const how = this.#random.below(50);
    if (how === 0) return;
    if (how === 1) this.#script.clockTimeout();
    else this.#script.stopped();
  }

  #start(read: boolean): boolean {
    this.#crc = pecByte(read ? this.#crc : 0, (this.#script.address << 1) | (read ? 1 : 0));
    return this.#settled(this.#script.addressed(read)) === ACK;
  }

  /** @returns false where a controller that keeps the rules would stop now */
  #send(byte: number): boolean {
    this.#crc = pecByte(this.#crc, byte);
    const acknowledged = this.#script.received(byte) === ACK;
    if (this.#random.below(60) === 0) this.#firmware();
    return acknowledged || this.#random.below(8) === 0;
  }

  #get(count: number): void {
    for (let left = count; left > 0; left--) {
      if (this.#settled(this.#script.requested()) < 0) return;
      this.#read++;
      if (this.#random.below(60) === 0) this.#firmware();
      if (this.#random.below(200) === 0) this.#script.collided();
    }
  }

  /** Waits out a stretch: the firmware catches up, or the time is up, or the controller goes away. */
  #settled(answer: number): number {
    if (answer !== STRETCH) return answer;
    const how = this.#random.below(10);
    if (how === 0) return STRETCH;
    if (how < 3) this.#script.barrierExpired();
    for (let round = 0; this.#script.released === undefined && round < 40; round++) {
      if (this.#random.below(5) === 0) this.#firmware();
      else if (round < 20) this.#work();
      else this.#script.barrierExpired();
    }
    return this.#script.released ?? STRETCH;
  }

  #readCode(codes: readonly number[]): void {
    if (!this.#start(false)) return;
    const code = this.#random.below(12) === 0 ? this.#random.below(256) : this.#pick(codes);
    if (!this.#send(code)) return;
    if (this.#start(true)) this.#get(this.#readLength(code));
  }

  #readLength(code: number): number {
    const length = this.#random.below(5);
    if (LONG.includes(code)) return this.#random.below(3) === 0 ? 258 : length;
    return MEDIUM.includes(code) ? this.#random.below(42) : length;
  }

  #writeData(code: number, pec: 'good' | 'bad' | 'none'): void {
    if (!this.#start(false) || !this.#send(code)) return;
    for (let left = this.#writeLength(code); left > 0; left--) {
      if (!this.#send(this.#random.below(256))) return;
    }
    if (pec === 'none') return;
    if (!this.#send(pec === 'good' ? this.#crc : this.#crc ^ (1 + this.#random.below(255)))) return;
    while (this.#random.below(20) === 0) this.#send(this.#random.below(256));
  }

  #writeLength(code: number): number {
    if (this.#random.below(6) === 0) return this.#random.below(6);
    if (SEND.includes(code)) return 0;
    if (BLOCK.includes(code))
      return this.#random.below(20) === 0 ? 250 + this.#random.below(7) : this.#random.below(36);
    return OPEN.includes(code) ? 1 + this.#random.below(3) : 1;
  }

  #callProcess(): void {
    const code = this.#random.below(8) === 0 ? this.#pick(ALL) : this.#pick(PROCESS);
    if (!this.#start(false) || !this.#send(code)) return;
    for (let left = this.#random.below(8) === 0 ? this.#random.below(5) : 2; left > 0; left--) {
      if (!this.#send(this.#random.below(256))) return;
    }
    if (this.#start(true)) this.#get(this.#random.below(6));
  }

  #bareRead(): void {
    if (this.#start(true)) this.#get(this.#random.below(4));
  }

  /** Group protocol: parts for several targets, one STOP. */
  #group(): void {
    for (let left = 1 + this.#random.below(3); left > 0; left--) {
      if (this.#random.below(2) === 0) this.#script.deselected(this.#random.below(4) === 0);
      else this.#writeData(this.#pick(ALL), 'good');
    }
  }

  /** Repeated STARTs in any order. */
  #chain(): void {
    for (let left = 2 + this.#random.below(4); left > 0; left--) {
      if (this.#random.below(2) === 0) this.#bareRead();
      else this.#readCode(SHORT);
    }
  }

  #garbage(): void {
    if (!this.#start(false)) return;
    for (let left = this.#random.below(12); left > 0; left--) {
      if (!this.#send(this.#random.below(256))) return;
    }
  }

  // The firmware.

  #firmware(): void {
    const script = this.#script;
    const what = this.#random.below(100);
    if (what < 30) this.#publish(this.#pick([...SHORT, ...MEDIUM, ...LONG, ...PROCESS]));
    else if (what < 34) script.withdraw(this.#pick(ALL));
    else if (what < 42) this.#accept(this.#pick(ALL));
    else if (what < 46) script.forbid(this.#pick(ALL));
    else if (what < 48) script.suspend();
    else if (what < 54) script.resume();
    else if (what < 55) script.done(this.#random.below(0x10000));
    else if (what < 57) script.counters();
    else this.#work();
  }

  /** Takes a write, or reports one done, in whatever order. */
  #work(): void {
    const isFull = this.#out.length >= MOST_OUT;
    if (!isFull && (this.#out.length === 0 || this.#random.below(2) === 0)) {
      const token = this.#script.take();
      if (token !== 0) this.#out.push(token);
    } else {
      const at = this.#random.below(this.#out.length);
      this.#script.done(this.#out.splice(at, 1)[0]!);
    }
  }

  #publish(code: number): void {
    const random = this.#random;
    let longest = 7;
    if (MEDIUM.includes(code)) longest = 39;
    if (LONG.includes(code)) longest = random.below(2) === 0 ? 256 : 39;
    const bytes = new Uint8Array(random.below(longest + 1));
    for (let i = 0; i < bytes.length; i++) bytes[i] = random.below(256);
    this.#script.publish(code, bytes);
  }

  #accept(code: number): void {
    const script = this.#script;
    if (PROCESS.includes(code)) script.accept(code, 2, 2 + this.#random.below(2), true);
    if (SEND.includes(code)) script.accept(code, 0, 0, false);
    else if (OPEN.includes(code)) script.accept(code, 1, 2 + this.#random.below(2), false);
    else if (BLOCK.includes(code)) script.accept(code, 0, 254, false);
    else if (!PROCESS.includes(code) || this.#random.below(4) === 0) script.accept(code, 1, 1, false);
  }
}
