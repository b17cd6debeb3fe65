// The I2C block as a target: what it does with each event of the bus. It cannot refuse a byte but by SLV_DATA_NACK_ONLY, it has no
// time-out, and it holds SCL until it is served. RP2040 datasheet, section 4.3.10.
import { ACK, type BusDevice, NACK, STRETCH } from '../bus/bus-device';
import type { CycleAlarm } from './cycle-clock';
import type { I2cShared } from './i2c-block';
import { Abort, Command, Con, FIFO_DEPTH, Ic, Intr } from './i2c-registers';

const GENERAL_CALL = 0;

type Mode = 'idle' | 'receiving' | 'sending' | 'lost';
/** Why SCL is held: for a byte to send, for room in the receive FIFO, or because another hold was never ended. */
type Hold = 'data' | 'room' | 'earlier' | undefined;

export class I2cTarget implements BusDevice {
  readonly #block: I2cShared;
  readonly #settle: CycleAlarm;
  #mode: Mode = 'idle';
  #hold: Hold;
  #isGeneralCall = false;
  /** Bytes of the message, in its present direction. */
  #bytes = 0;
  #waitingByte = 0;
  #requestedAt = 0;
  #isReleasing = false;

  constructor(block: I2cShared) {
    this.#block = block;
    this.#settle = block.surroundings.createAlarm(() => this.#giveByte());
  }

  get isActive(): boolean {
    return this.#mode !== 'idle';
  }

  get hasReceived(): boolean {
    return this.#mode === 'receiving' && this.#bytes > 0;
  }

  /** SCL is held low by this block. */
  get holdsClock(): boolean {
    return this.#hold !== undefined;
  }

  reset(): void {
    this.disabled();
  }

  /** IC_ENABLE went to 0: what is held is let go. */
  disabled(): void {
    this.#settle.cancel();
    if (this.#hold !== undefined) this.#release(this.#hold === 'data' ? 0xff : NACK);
    this.#mode = 'idle';
    this.#bytes = 0;
  }

  addressed(address: number, read: boolean): number {
    const block = this.#block;
    if (!block.isEnabled || !block.surroundings.isWired()) return NACK;
    if (this.#hold !== undefined) {
      this.#hold = 'earlier';
      return STRETCH;
    }
    this.#endPart();
    if (block.has(Con.SLAVE_DISABLE)) return NACK;
    const wasAddressed = this.#mode !== 'idle';
    block.raise(Intr.START_DET | (wasAddressed ? Intr.RESTART_DET : 0));
    this.#isGeneralCall = address === GENERAL_CALL && !read && block.stored(Ic.ACK_GENERAL_CALL) === 1;
    this.#bytes = 0;
    if (address !== (block.stored(Ic.SAR) & 0x7f) && !this.#isGeneralCall) {
      this.#mode = 'idle';
      return NACK;
    }
    this.#mode = read ? 'sending' : 'receiving';
    block.raise(Intr.ACTIVITY | (this.#isGeneralCall ? Intr.GEN_CALL : 0));
    return ACK;
  }

  received(byte: number): number {
    const block = this.#block;
    if (this.#mode !== 'receiving' || block.stored(Ic.SLV_DATA_NACK_ONLY) === 1) return NACK;
    const value = byte | (this.#bytes++ === 0 ? Command.FIRST_DATA_BYTE : 0);
    if (block.received.length >= FIFO_DEPTH && block.has(Con.RX_FIFO_FULL_HLD)) {
      this.#waitingByte = value;
      this.#hold = 'room';
      return STRETCH;
    }
    block.push(value);
    return ACK;
  }

  /** Something was taken from the receive FIFO. */
  roomMade(): void {
    if (this.#hold !== 'room' || this.#isReleasing) return;
    this.#block.push(this.#waitingByte);
    this.#release(ACK);
  }

  requested(): number {
    if (this.#mode !== 'sending') return 0xff;
    const isFirst = this.#bytes === 0;
    if (!isFirst && this.#block.pendingBytes > 0) {
      this.#bytes++;
      return this.#block.takeByte()! & 0xff;
    }
    this.#requestByte(isFirst);
    return STRETCH;
  }

  /** RD_REQ; bytes left over from an earlier message are flushed first. Datasheet, section 4.3.10.1.2. */
  #requestByte(isFirst: boolean): void {
    const block = this.#block;
    if (isFirst && block.pendingBytes > 0) block.abort(Abort.SLV_FLUSH_TXFIFO);
    this.#hold = 'data';
    this.#requestedAt = block.surroundings.cycles();
    block.raise(Intr.RD_REQ);
  }

  /** The processor wrote a byte. It goes out after SDA_SETUP - 1 cycles with SCL still held. */
  answer(): void {
    if (this.#hold === 'earlier') this.#release(0xff);
    if (this.#hold !== 'data' || this.#settle.isScheduled || this.#isReleasing) return;
    const { surroundings } = this.#block;
    const now = surroundings.cycles();
    if (this.#bytes === 0) surroundings.onAnswered?.({ requested: this.#requestedAt, answered: now });
    this.#settle.at(now + Math.max(1, this.#block.stored(Ic.SDA_SETUP) - 1));
  }

  #giveByte(): void {
    const byte = this.#block.takeByte();
    if (byte === undefined) return;
    this.#bytes++;
    this.#release(byte & 0xff);
  }

  /** Lets SCL go, in rack time. What a bus that gave up did meanwhile makes the answer void. */
  #release(answer: number): void {
    this.#isReleasing = true;
    this.#block.surroundings.outside(() => {
      const isLate = this.#hold === 'earlier' || this.#hold === undefined;
      this.#isReleasing = false;
      this.#hold = undefined;
      this.#block.surroundings.release(isLate ? NACK : answer);
    });
  }

  collided(): void {
    this.#mode = 'lost';
    this.#block.abort(Abort.SLV_ARBLOST | Abort.LOST);
  }

  stopped(): void {
    this.#endPart();
    const wasSelf = !this.#isGeneralCall;
    // A controller that read no byte at all: the request comes all the same.
    if (this.#mode === 'sending' && this.#bytes === 0 && this.#hold === undefined) this.#block.raise(Intr.RD_REQ);
    this.#mode = 'idle';
    if (wasSelf || !this.#block.has(Con.STOP_DET_IFADDRESSED)) this.#block.raise(Intr.STOP_DET);
  }

  /** STOP of a message to others. */
  othersStopped(): void {
    const block = this.#block;
    this.#mode = 'idle';
    if (!block.isEnabled || block.has(Con.SLAVE_DISABLE) || !block.surroundings.isWired()) return;
    if (!block.has(Con.STOP_DET_IFADDRESSED)) block.raise(Intr.STOP_DET);
  }

  /** A read ended: its last byte was not acknowledged. */
  #endPart(): void {
    if (this.#mode === 'sending' && this.#bytes > 0) this.#block.raise(Intr.RX_DONE);
  }

  /** The block knows no time-out: it goes on holding SCL, and the bus stands, until it is served or disabled. */
  clockTimeout(): void {
    if (this.#hold !== undefined) this.#hold = 'earlier';
  }
}
