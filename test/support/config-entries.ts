// The entries of a configuration as pairs of code and value.
import type { ConfigStore } from '../../firmware/store/config-store';

export type ConfigEntry = readonly [code: number, value: number];

export const entriesOf = ({ count, entries }: ConfigStore): ConfigEntry[] =>
  Array.from({ length: count }, (_, i) => [entries[2 * i]! & 0xff, entries[2 * i + 1]!] as const);
