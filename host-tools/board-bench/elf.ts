// What the bench needs of an ELF file: sizes of sections, and where symbols lie. 32 bits, low byte first. System V ABI, chapters 4 and 5.

export interface ElfSection {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
  /** Takes room in flash; otherwise in RAM alone. */
  readonly isStored: boolean;
}

export interface ElfFile {
  /** Those that the chip holds. */
  readonly sections: readonly ElfSection[];
  readonly symbols: ReadonlyMap<string, number>;
  /** Name of the function that an address lies in. */
  functionAt(address: number): string;
}

const MAGIC = 0x464c457f;
const SECTION_BYTES = 40;
const SYMBOL_BYTES = 16;
const TYPE_SYMBOLS = 2;
const TYPE_NO_BITS = 8;
const FLAG_ALLOC = 2;
const SYMBOL_FUNCTION = 2;

/** @throws Error where it is no such file */
export function readElf(bytes: Uint8Array): ElfFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): number => view.getUint32(at, true);
  if (bytes.length < 52 || word(0) !== MAGIC) throw new Error('no ELF file');
  const headers = Array.from({ length: view.getUint16(48, true) }, (_, i) => word(32) + i * SECTION_BYTES);
  const text = (table: number, at: number): string => {
    const from = word(table + 16) + at;
    return Buffer.from(bytes.subarray(from, bytes.indexOf(0, from))).toString('latin1');
  };
  const names = headers[view.getUint16(50, true)]!;
  const sections = headers
    .filter((header) => (word(header + 8) & FLAG_ALLOC) !== 0 && word(header + 20) > 0)
    .map((header) => ({
      name: text(names, word(header)),
      address: word(header + 12),
      bytes: word(header + 20),
      isStored: word(header + 4) !== TYPE_NO_BITS,
    }));
  const symbols = new Map<string, number>();
  const functions: (readonly [number, string])[] = [];
  for (const header of headers.filter((one) => word(one + 4) === TYPE_SYMBOLS)) {
    const strings = headers[word(header + 24)]!;
    for (let at = word(header + 16); at < word(header + 16) + word(header + 20); at += SYMBOL_BYTES) {
      const name = text(strings, word(at));
      if (name === '' || name.startsWith('$')) continue;
      symbols.set(name, word(at + 4));
      if ((bytes[at + 12]! & 0xf) === SYMBOL_FUNCTION) functions.push([word(at + 4) & ~1, name]);
    }
  }
  functions.sort(([a], [b]) => a - b);
  return { sections, symbols, functionAt: (address) => nameBefore(functions, address) };
}

function nameBefore(functions: readonly (readonly [number, string])[], address: number): string {
  let low = 0;
  let high = functions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (functions[middle]![0] <= address) low = middle;
    else high = middle - 1;
  }
  return functions[low]?.[1] ?? '';
}
