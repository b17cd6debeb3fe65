// The slot number from the backplane's straps: four lines and a parity line, read once at start.
import { DIGITAL_INPUT_PULL_UP, type DigitalConstructor } from './embedded';

export const STRAP_FAULT = -1;

/** `lines`: pins of bits 0..3 and of the parity, which makes the number of ones even. @returns the slot, or STRAP_FAULT. */
export function readSlot(Digital: DigitalConstructor, lines: readonly number[]): number {
  let slot = 0;
  let ones = 0;
  for (let bit = 0; bit < lines.length; bit++) {
    const line = new Digital({ pin: lines[bit]!, mode: DIGITAL_INPUT_PULL_UP });
    const level = line.read();
    line.close();
    ones += level;
    if (bit < lines.length - 1) slot |= level << bit;
  }
  return (ones & 1) === 0 ? slot : STRAP_FAULT;
}
