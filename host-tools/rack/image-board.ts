// A unit whose BMC is a built image: the emulated RP2040 wired to the plant. The pins are those of the board that the image is built
// for; rack.yaml's facts of a board (limits, security, sensor) are the image's own.
import { PICO_BOARD, PICO_NATIVE } from '../../boards/pico/board';
import type { Bus } from '../bus/bus';
import { NorFlash, W25Q16JV } from '../flash/nor-flash';
import type { Branch } from '../plant/branch';
import type { GateLatchModel } from '../plant/gate-latch';
import { Rp2040Board } from '../rp2040/board';
import { registerDevice } from '../rp2040/i2c-controller';
import { flashWithImage } from '../rp2040/image';
import type { CoreFault, PadDrive, ReadRequestTimes, ResetCause } from '../rp2040/options';
import type { Random } from '../sim/random';
import { microseconds, type ScheduledEvent } from '../sim/scheduler';
import type { BmcHardware } from './bmc-hardware';
import { ImageUart } from './image-uart';

/** An image as a file holds it: UF2, or raw bytes from the start of the flash. */
export interface ImageFile {
  /** `.uf2` tells its format. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ImageBoardOptions {
  readonly image: ImageFile;
  readonly bus: Bus;
  /** Sensor, converter and lines of the unit. */
  readonly hardware: BmcHardware;
  readonly branch: Branch;
  readonly latch: GateLatchModel;
  readonly random: Random;
  /** Of the flash chip: what the unit's serial number is made of. */
  readonly uniqueId: Uint8Array;
  readonly onReset?: (cause: ResetCause) => void;
  readonly onFault?: (fault: CoreFault) => void;
}

const FIRST_ADC_PIN = 26;
const WATCHDOG_LOAD = 0x4005_8004;
/** How long the eFuse holds its fault line low after it opened. A guess. */
const FAULT_PULSE = microseconds(100);
const { pins } = PICO_BOARD;

export class ImageBoard {
  readonly board: Rp2040Board;
  readonly flash: NorFlash;
  readonly uart: ImageUart;
  /** Gets the times of each read that is answered: for latencies. */
  onAnswered: (times: ReadRequestTimes) => void = () => {};
  /** Reads of the bus that it answered since the rack was made. */
  reads = 0;
  readonly #options: ImageBoardOptions;
  #trips = 0;
  #faultEnd: ScheduledEvent | undefined;

  constructor(options: ImageBoardOptions) {
    this.#options = options;
    const { bus, hardware, image, random } = options;
    this.flash = flashWithImage(image.bytes, image.name, undefined, new NorFlash(W25Q16JV));
    this.uart = new ImageUart(bus.scheduler, (byte) => this.board.sendUart(byte));
    this.board = new Rp2040Board({
      scheduler: bus.scheduler,
      flash: this.flash,
      uniqueId: options.uniqueId,
      i2c: {
        0: { devices: [registerDevice(hardware, (address) => address === PICO_BOARD.sensor.address)] },
        1: { bus, onAnswered: (times) => this.#answered(times) },
      },
      adc: (channel) => hardware.analogRead(FIRST_ADC_PIN + channel),
      onPad: (pin, drive) => this.#driven(pin, drive),
      onUart: (byte) => this.uart.sent(byte),
      onReset: (cause) => options.onReset?.(cause),
      onFault: (fault) => options.onFault?.(fault),
      powerLoss: { torn: 'noise', random },
    });
    this.#strap();
    this.followLatch(options.latch.isOn);
  }

  /** The region of the store, for tools that read a dump. */
  storeDump(): Uint8Array {
    return this.flash.read(PICO_NATIVE.flash.store, PICO_NATIVE.flash.storeBytes);
  }

  /** The presence pin touches, or does not. */
  followContact(touches: boolean): void {
    this.board.drivePad(pins.presentN, touches ? 0 : undefined);
  }

  /** The latch moved: its read-back follows, and the fault line where it was the eFuse. */
  followLatch(on: boolean): void {
    this.board.drivePad(pins.gateReadBack, on ? 1 : 0);
    const { trips } = this.#options.branch;
    if (trips === this.#trips) return;
    this.#trips = trips;
    const line = PICO_NATIVE.tripN[0]!;
    const { scheduler } = this.#options.bus;
    this.board.drivePad(line, 0);
    scheduler.cancel(this.#faultEnd);
    this.#faultEnd = scheduler.after(FAULT_PULSE, () => this.board.drivePad(line, undefined));
  }

  powerOn(): void {
    this.board.powerOn();
  }

  powerOff(): void {
    this.board.powerOff();
  }

  /** The watchdog bites at once, wherever the image is. */
  bite(): void {
    this.board.writeWord(WATCHDOG_LOAD, 1);
  }

  /** The RUN pin is pulled. */
  pullRun(): void {
    this.board.runPin();
  }

  remove(): void {
    this.board.remove();
  }

  #answered(times: ReadRequestTimes): void {
    this.reads++;
    this.onAnswered(times);
  }

  /** Straps are open or tied to ground. */
  #strap(): void {
    for (const pin of pins.slotStraps) {
      this.board.drivePad(pin, this.#options.hardware.digitalRead(pin) === 0 ? 0 : undefined);
    }
  }

  #driven(pin: number, drive: PadDrive): void {
    const { latch, hardware } = this.#options;
    const isCleared = this.board.pad(pins.gateClear) === 1;
    if (pin === pins.gateClear && drive === 1) latch.clear();
    else if (pin === pins.gateSet && drive === 1 && !isCleared) latch.set();
    else if ((pin === pins.shutdownRequestN || pin === pins.resetN) && drive === 0) hardware.digitalWrite(pin, 0);
  }
}
