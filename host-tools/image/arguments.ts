// Arguments of `racklet image` as people type them: numbers with 0x, counters, dependencies, boards. Errors are commander's.
import { InvalidArgumentError } from 'commander';
import { LONGEST_BOARD_ID } from '../../firmware/update/image-format';
import type { Dependency, Revisions } from './sign';
import { parseVersion } from './version';

const LARGEST_U16 = 0xffff;
const LARGEST_U32 = 0xffffffff;
const LARGEST_IMAGE_NUMBER = 0xff;

/** A whole number, decimal or with 0x, 0o or 0b, up to 32 bits. */
export function parseNumber(text: string): number {
  const value = /^(0x[0-9a-f]+|0o[0-7]+|0b[01]+|\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value <= LARGEST_U32)) throw new InvalidArgumentError('Write a whole number from 0 to 0xFFFFFFFF.');
  return value;
}

/** A flash size or header size: a positive number that 4 divides. */
export function parseSize(text: string): number {
  const value = parseNumber(text);
  if (value === 0 || value % 4 !== 0) throw new InvalidArgumentError('Write a positive number that 4 divides.');
  return value;
}

export function parseHeaderSize(text: string): number {
  const value = parseSize(text);
  if (value < 32 || value > LARGEST_U16) throw new InvalidArgumentError('A header has 32 to 65535 bytes.');
  return value;
}

export function parseCounter(text: string): number | 'auto' {
  return text.toLowerCase() === 'auto' ? 'auto' : parseNumber(text);
}

/** imgtool's format: "(1, 2.3.4+5), (2, 1.0.0)". */
export function parseDependencies(text: string): Dependency[] {
  if (!/^\s*\(\s*\d+\s*,\s*[0-9.+]+\s*\)(\s*,\s*\(\s*\d+\s*,\s*[0-9.+]+\s*\))*\s*$/.test(text)) {
    throw new InvalidArgumentError('Write "(IMAGE, VERSION)", for example "(1, 2.3.4+5)".');
  }
  return [...text.matchAll(/\(\s*(\d+)\s*,\s*([0-9.+]+)\s*\)/g)].map(([, image, version]) => {
    if (Number(image) > LARGEST_IMAGE_NUMBER) throw new InvalidArgumentError('An image number is 0 to 255.');
    return { image: Number(image), version: parseVersion(version!) };
  });
}

export function parseBoard(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text) || text.length > LONGEST_BOARD_ID) {
    throw new InvalidArgumentError(`A board is named by 1 to ${LONGEST_BOARD_ID} ASCII characters without spaces.`);
  }
  return text;
}

/** One revision, or a range: 2 or 2-5. */
export function parseRevisions(text: string): Revisions {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const revisions = { first: Number(match?.[1]), last: Number(match?.[2] ?? match?.[1]) };
  if (!match || revisions.last > LARGEST_U16 || revisions.first > revisions.last) {
    throw new InvalidArgumentError('Write a revision or a range, for example 2 or 2-5, up to 65535.');
  }
  return revisions;
}
