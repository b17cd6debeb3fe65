// The flash of the RP2040 held against its contract: the chip that the image runs from is erased under it.
import { Counter } from '../../firmware/io/smbus-target/counters';
import { NorFlash, W25Q16JV } from '../../host-tools/flash/nor-flash';
import { Random } from '../../host-tools/sim/random';
import { microseconds, milliseconds } from '../../host-tools/sim/scheduler';
import { type FlashBench, flashConformance } from '../conformance/flash';
import { describeNative } from './describe-native';
import { Op } from './mailbox';
import { goodWrite, type MixedMessage, readMessage } from './mixed-traffic';
import { BoardLost, FLASH_FIRST, FLASH_LENGTH, NativeBoard } from './native-board';

const SECTOR = 4096;
const FOR_EVER_US = 1e9;
const READ_CODE = 0x88;
const LAST_PAIR = milliseconds(1);

/** A chip with faults, as the suite wants them. */
class FaultyFlash extends NorFlash {
  stuckAt: number | undefined;
  isHung = false;
  readonly #part: { eraseMicroseconds: number; programMicroseconds: number };

  constructor() {
    const part = { ...W25Q16JV };
    super(part);
    this.#part = part;
  }

  hang(hangs: boolean): void {
    this.isHung = hangs;
    this.#part.eraseMicroseconds = hangs ? FOR_EVER_US : W25Q16JV.eraseMicroseconds;
    this.#part.programMicroseconds = hangs ? FOR_EVER_US : W25Q16JV.programMicroseconds;
  }

  override program(offset: number, bytes: Uint8Array): void {
    const at = (this.stuckAt ?? -1) - offset;
    if (at >= 0 && at < bytes.length)
      super.program(offset, bytes.map((byte, i) => (i === at ? byte | 1 : byte))); // biome-ignore format: one line
    else super.program(offset, bytes);
  }
}

/** Sends reads and writes in turn for as long as the image is in a call of its flash. */
class Traffic {
  readonly seen = { goodReads: 0, badReads: 0, writesRefused: 0, writesTaken: 0 };
  readonly #native: NativeBoard;

  constructor(native: NativeBoard) {
    this.#native = native;
  }

  async #send({ messages, expected }: MixedMessage): Promise<boolean> {
    const { status, read } = await this.#native.bus.transfer(messages);
    return status === 'ok' && (expected?.every((byte, i) => read[0]![i] === byte) ?? true);
  }

  async write(): Promise<boolean> {
    const taken = this.#native.counter(Counter.writes);
    await this.#send(goodWrite());
    return this.#native.counter(Counter.writes) === taken + 1;
  }

  async pair(): Promise<void> {
    const { seen } = this;
    const isGood = await this.#send(readMessage(READ_CODE));
    if (isGood) seen.goodReads++;
    else seen.badReads++;
    if (await this.write()) seen.writesTaken++;
    else seen.writesRefused++;
  }
}

async function makeBench(): Promise<FlashBench> {
  const flash = new FaultyFlash();
  const log: string[] = [];
  const probe = {
    isProtected: false,
    begun: (address: number, length: number | undefined) => {
      log.push(length === undefined ? `E ${address}` : `P ${address} ${length}`);
    },
  };
  const native = new NativeBoard({ hz: 400_000, flash, flashProbe: probe });
  await native.powerOn();
  const traffic = new Traffic(native);
  const during = async (op: Op, args: readonly number[], bytes?: Uint8Array): Promise<number> => {
    native.begin(op, args, bytes);
    await native.run(0.2);
    // A write that comes when the erase has just ended is taken: the last one goes out before that.
    const end = native.scheduler.now + microseconds(flash.part.eraseMicroseconds) - LAST_PAIR;
    while (!native.isDone) {
      if (op === Op.flashErase && !flash.isHung && native.scheduler.now < end) await traffic.pair();
      else await native.run(0.2);
    }
    return native.reply().result;
  };
  return {
    first: FLASH_FIRST,
    length: FLASH_LENGTH,
    erase: (address, length) => during(Op.flashErase, [address, length]),
    program: (address, bytes, length = bytes.length) => during(Op.flashProgram, [address, length], bytes),
    replace: (address, bytes, length = bytes.length) => during(Op.flashReplace, [address, length], bytes),
    read: async (address, length) => {
      const { result, bytes } = await native.ask(Op.flashRead, [address, length]);
      return { status: result, bytes };
    },
    chip: () => flash.read(0, flash.part.bytes),
    // Behind the chip's back: it looks again when it starts.
    preset: (value) => {
      flash.overwrite(FLASH_FIRST - SECTOR, new Uint8Array(FLASH_LENGTH + 2 * SECTOR).fill(value));
      return native.powerOn();
    },
    log,
    get violations() {
      return native.violations();
    },
    setProtected: (isProtected) => {
      probe.isProtected = isProtected;
    },
    hang: (hangs) => flash.hang(hangs),
    stick: (address) => {
      flash.stuckAt = address;
    },
    writeOnBus: () => traffic.write(),
    traffic: () => traffic.seen,
    withPowerCut: async (operation, change) => {
      flash.cutAt(flash.operations + operation, 'noise', new Random(operation));
      let wasCut = false;
      try {
        await change();
      } catch (error) {
        if (!(error instanceof BoardLost)) throw error;
        wasCut = true;
      }
      flash.uncut();
      await native.powerOn();
      return wasCut;
    },
    close: () => native.close(),
  };
}

describeNative('the flash in the image', () => {
  flashConformance('the emulated RP2040', makeBench);
});
