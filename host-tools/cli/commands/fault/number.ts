// Argument parser: a whole number within bounds, decimal or 0x hexadecimal.
import { InvalidArgumentError } from 'commander';

export function number(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = /^(0x[0-9a-f]+|-?\d+)$/i.test(text) ? Number(text) : Number.NaN;
    if (!(value >= low && value <= high)) throw new InvalidArgumentError(`A whole number from ${low} to ${high}.`);
    return value;
  };
}
