// Hexadecimal numbers in titles: the runner's own %x does not print them.

/** 0x0a; at least two digits. */
export const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

/** Rows of a table with their first number as text before it, for titles with %s. */
export const withHex = <const T extends readonly [number, ...unknown[]]>(rows: readonly T[]) =>
  rows.map((row): readonly [string, ...T] => [hex(row[0]), ...row]);
