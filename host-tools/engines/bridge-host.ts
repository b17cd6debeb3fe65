// The board's side of the bridge: carries out the records of an engine and answers the last one. Knows no engine.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import { WRITE_BUFFER_SIZE } from '../../firmware/io/smbus-target/smbus-target';
import { getInteger, putInteger } from '../../firmware/pmbus/bytes';
import type { BoardHardware } from './board-hardware';
import { Op, RECORD_HEADER, WAKE_HEADER, WATCH, Wake } from './bridge-protocol';

const NOTHING = new Uint8Array(0);
const LARGEST_WAKE = 1024;
const UNKNOWN = 0xffff_ffff;

export class BridgeHost {
  readonly #hardware: BoardHardware;
  readonly #buffer = new Uint8Array(WRITE_BUFFER_SIZE);
  readonly #counters = new Uint32Array(COUNTER_COUNT);
  #isTargetOpen = false;
  /** As of the last wake-up. */
  #refusals = 0;
  readonly #wake = new Uint8Array(LARGEST_WAKE);
  /** Questions that are answered with every wake-up: op and payload. */
  readonly #watched: Uint8Array[] = [];
  /** Their last answers. */
  readonly #answers: Uint8Array[] = [];

  constructor(hardware: BoardHardware) {
    this.#hardware = hardware;
  }

  /**
   * A wake-up of an engine in whose memory the board is: it looks at what it needs itself, by `look`. The count of refusals is the one of now
   * until the wake-up is over, as in a message.
   */
  beginWake(): void {
    if (this.#isTargetOpen) this.#refusals = this.#hardware.target.refusals;
  }

  /** A wake-up with the answers to all that is watched. A view: valid until the next call. */
  wakeMessage(wake: Wake, argument: number, nowMs: number): Uint8Array {
    this.beginWake();
    const out = this.#wake;
    out[0] = wake;
    out[1] = argument;
    putInteger(out, 2, nowMs, 4);
    let at = WAKE_HEADER;
    for (let i = 0; i < this.#watched.length; i++) {
      const key = this.#watched[i]!;
      const answer = this.#answers[i]!;
      // Reading a chip clears its flags: it happens for the tick alone, which is what samples.
      if (wake === Wake.timer || (key[0] !== Op.smbusRead && key[0] !== Op.analogRead))
        this.look(key[0]!, key[1]!, key[2]!, answer);
      for (let k = 0; k < answer.length; k++) out[at + k] = answer[k]!;
      at += answer.length;
    }
    return out.subarray(0, at);
  }

  /**
   * Answers a question without a side effect, in place: it is done at every wake-up of every unit. `first` and `second` are its payload.
   * Its answer has the length of ANSWER_LENGTH.
   */
  look(op: number, first: number, second: number, answer: Uint8Array): void {
    const board = this.#hardware;
    switch (op) {
      case Op.smbusRead:
        // First byte: 1 where the chip did not acknowledge.
        answer[0] = board.smbusReadInto(first, second, answer) ? 0 : 1;
        return;
      case Op.analogRead: {
        const value = board.analogRead(first);
        answer[0] = value;
        answer[1] = value >> 8;
        return;
      }
      case Op.digitalRead:
        answer[0] = board.digitalRead(first);
        return;
      case Op.gateRead:
        answer[0] = board.gateRead() ? 1 : 0;
        return;
      case Op.refusals:
        putInteger(answer, 0, this.#refusals, 4);
        return;
      default:
        throw new Error(`operation ${op} is not one that can be looked at`);
    }
  }

  /** A wake-up of the serial port. A view: valid until the next call. */
  serialMessage(room: number, received: Uint8Array, nowMs: number): Uint8Array {
    const out = this.#wake;
    out[0] = Wake.serial;
    out[1] = room;
    putInteger(out, 2, nowMs, 4);
    out.set(received, WAKE_HEADER);
    return out.subarray(0, WAKE_HEADER + received.length);
  }

  /** Carries out the records of one message, the first `end` bytes. @returns the answer to the last one: valid until the next call */
  handle(message: Uint8Array, end = message.length): Uint8Array {
    let answer: Uint8Array = NOTHING;
    for (let at = 0; at < end; ) {
      const length = message[at + 1]! | (message[at + 2]! << 8);
      const start = at + RECORD_HEADER;
      const op = message[at]!;
      if (op & WATCH) this.#watched.push(Uint8Array.of(op & ~WATCH, ...message.subarray(start, start + length)));
      answer = this.#carryOut(op & ~WATCH, message, start, start + length);
      if (op & WATCH) this.#answers.push(answer);
      at = start + length;
    }
    return answer;
  }

  #carryOut(op: number, bytes: Uint8Array, at: number, end: number): Uint8Array {
    const board = this.#hardware;
    switch (op) {
      case Op.smbusRead: {
        const answer = new Uint8Array(4);
        this.look(op, bytes[at]!, bytes[at + 1]!, answer);
        return answer;
      }
      case Op.smbusWrite:
        return Uint8Array.of(
          board.smbusWrite(bytes[at]!, bytes[at + 1]!, (bytes[at + 2]! << 8) | bytes[at + 3]!) ? 0 : 1,
        );
      case Op.analogRead: {
        const value = board.analogRead(bytes[at]!);
        return Uint8Array.of(value, value >> 8);
      }
      case Op.digitalRead:
        return Uint8Array.of(board.digitalRead(bytes[at]!));
      case Op.flashSize:
        return Uint8Array.of(board.flash.sectors, board.flash.sectors >> 8);
      case Op.flashRead: {
        const answer = new Uint8Array(1 + (bytes[at + 4]! | (bytes[at + 5]! << 8)));
        answer[0] = board.flash.read(getInteger(bytes, at, 4), answer.subarray(1), answer.length - 1);
        return answer;
      }
      case Op.flashProgram:
        return Uint8Array.of(board.flash.program(getInteger(bytes, at, 4), bytes.subarray(at + 4, end), end - at - 4));
      case Op.flashErase:
        return Uint8Array.of(board.flash.erase(bytes[at]! | (bytes[at + 1]! << 8)));
      case Op.serialOpen:
        board.openSerial(getInteger(bytes, at, 4));
        return NOTHING;
      case Op.serialWrite:
        board.writeSerial(bytes.subarray(at, end));
        return NOTHING;
      case Op.serialClose:
        board.closeSerial();
        return NOTHING;
      case Op.heap: {
        const answer = new Uint8Array(4);
        putInteger(answer, 0, board.heapSlots() ?? UNKNOWN, 4);
        return answer;
      }
      case Op.digitalWrite:
        board.digitalWrite(bytes[at]!, bytes[at + 1]!);
        return NOTHING;
      case Op.gateSet:
        board.gateSet();
        return NOTHING;
      case Op.gateClear:
        board.gateClear();
        return NOTHING;
      case Op.gateRead:
        return Uint8Array.of(board.gateRead() ? 1 : 0);
      case Op.board:
        return Buffer.from(board.boardJson(), 'latin1');
      case Op.hardware:
        return board.hardware();
      case Op.timerRepeat:
        board.repeatTimer(bytes[at]!, new DataView(bytes.buffer, bytes.byteOffset + at + 1).getUint32(0, true));
        return NOTHING;
      case Op.targetOpen:
        board.openTarget(bytes[at]!);
        this.#isTargetOpen = true;
        return Uint8Array.of(board.target.capabilities);
      default:
        return this.#carryOutTarget(op, bytes, at, end);
    }
  }

  #carryOutTarget(op: number, bytes: Uint8Array, at: number, end: number): Uint8Array {
    const { target } = this.#hardware;
    switch (op) {
      case Op.publish:
        target.publish(bytes[at]!, bytes.subarray(at + 1, end), end - at - 1);
        return NOTHING;
      case Op.withdraw:
        target.withdraw(bytes[at]!);
        return NOTHING;
      case Op.accept:
        target.accept(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!);
        return NOTHING;
      case Op.acceptProcess:
        target.acceptProcess(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!);
        return NOTHING;
      case Op.forbid:
        target.forbid(bytes[at]!);
        return NOTHING;
      case Op.targetRead: {
        const token = target.read(this.#buffer);
        return Uint8Array.of(token, token >> 8, ...this.#buffer.subarray(0, token === 0 ? 0 : this.#buffer[0]! + 1));
      }
      case Op.done:
        target.done(bytes[at]! | (bytes[at + 1]! << 8));
        return NOTHING;
      case Op.refusals: {
        const answer = new Uint8Array(4);
        putInteger(answer, 0, target.refusals, 4);
        return answer;
      }
      case Op.counters:
        target.counters(this.#counters);
        return new Uint8Array(this.#counters.buffer);
      case Op.suspend:
        return Uint8Array.of(target.suspend() ? 1 : 0);
      case Op.resume:
        target.resume();
        return NOTHING;
      case Op.targetClose:
        target.close();
        return NOTHING;
      default:
        throw new Error(`engine asked for the unknown operation ${op}`);
    }
  }
}
