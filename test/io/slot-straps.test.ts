// The slot straps: four lines and a parity line that makes the number of ones even. All 32 patterns.
import { describe, expect, it } from 'vitest';
import { DIGITAL_INPUT_PULL_UP, type Digital, type DigitalConstructor } from '../../firmware/io/embedded';
import { readSlot, STRAP_FAULT } from '../../firmware/io/slot-straps';

/** Pins of bits 0..3 and of the parity: not in the order of their numbers. */
const PINS = [20, 16, 19, 17, 18] as const;

interface Straps {
  readonly Digital: DigitalConstructor;
  /** What was done with the pins: `open 20 mode 1`, `close 20`. */
  readonly log: string[];
}

/** `levels`: of bits 0..3 and of the parity. */
function straps(levels: readonly number[]): Straps {
  const log: string[] = [];
  class Line implements Digital {
    readonly #pin: number;
    constructor(options: { readonly pin: number; readonly mode: number }) {
      this.#pin = options.pin;
      log.push(`open ${options.pin} mode ${options.mode}`);
    }
    read(): number {
      return levels[PINS.indexOf(this.#pin as 16)]!;
    }
    close(): void {
      log.push(`close ${this.#pin}`);
    }
  }
  return { Digital: Line, log };
}

const slotOf = (levels: readonly number[]): number => readSlot(straps(levels).Digital, PINS);

/** Slot, bits 0..3, even parity: by hand. */
// biome-ignore format: a table
const SLOTS = [
  [0,  [0, 0, 0, 0, 0]], [1,  [1, 0, 0, 0, 1]], [2,  [0, 1, 0, 0, 1]], [3,  [1, 1, 0, 0, 0]],
  [4,  [0, 0, 1, 0, 1]], [5,  [1, 0, 1, 0, 0]], [6,  [0, 1, 1, 0, 0]], [7,  [1, 1, 1, 0, 1]],
  [8,  [0, 0, 0, 1, 1]], [9,  [1, 0, 0, 1, 0]], [10, [0, 1, 0, 1, 0]], [11, [1, 1, 0, 1, 1]],
  [12, [0, 0, 1, 1, 0]], [13, [1, 0, 1, 1, 1]], [14, [0, 1, 1, 1, 1]], [15, [1, 1, 1, 1, 0]],
] as const;

describe('slot straps', () => {
  it.each(SLOTS)('slot %i', (slot, levels) => {
    expect(slotOf(levels)).toBe(slot);
  });

  it.each(SLOTS)(
    'slot %i with any one line wrong is no slot: two units never share an address by a bad contact',
    (_, levels) => {
      for (let line = 0; line < PINS.length; line++) {
        expect(slotOf(levels.map((level, i) => (i === line ? 1 - level : level)))).toBe(STRAP_FAULT);
      }
    },
  );

  it('a tray outside of the backplane (pull-ups alone) is no slot', () => {
    expect(slotOf([1, 1, 1, 1, 1])).toBe(STRAP_FAULT);
  });

  it('the fault is no slot number', () => {
    expect(SLOTS.map(([slot]) => slot as number)).not.toContain(STRAP_FAULT);
  });

  it('opens each line with its pull-up and closes it again', () => {
    const { Digital: Line, log } = straps([0, 0, 0, 0, 0]);
    readSlot(Line, PINS);
    expect(DIGITAL_INPUT_PULL_UP).toBe(1);
    expect(log).toEqual(PINS.flatMap((pin) => [`open ${pin} mode 1`, `close ${pin}`]));
  });
});
