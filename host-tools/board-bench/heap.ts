// The engine's heap, read out of the memory of a running image with the help of its ELF file.
import type { Rp2040Board } from '../rp2040/board';
import type { ElfFile } from './elf';

export interface HeapFigures {
  readonly slots: number;
  readonly peakSlots: number;
  readonly chunkBytes: number;
  readonly peakChunkBytes: number;
}

const RAM = 0x2000_0000;

/** Undefined before the engine runs, or where the image does not say where its figures are. */
export function heapOf(board: Rp2040Board, elf: ElfFile): HeapFigures | undefined {
  const machine = machineOf(board, elf);
  return (
    machine && {
      slots: board.readWord(machine.at(0)) >>> 0,
      peakSlots: board.readWord(machine.at(1)) >>> 0,
      chunkBytes: board.readWord(machine.at(2)) >>> 0,
      peakChunkBytes: board.readWord(machine.at(3)) >>> 0,
    }
  );
}

/** Where a slot of a name keeps its text. */
const TEXT_AT = 8;

/** Names that the engine made since it began: of texts by which something was looked up, and that the image was not built with. Undefined as above. */
export function namesMade(board: Rp2040Board, elf: ElfFile): readonly string[] | undefined {
  const machine = machineOf(board, elf);
  if (machine === undefined) return undefined;
  const names = board.readWord(machine.at(4)) >>> 0;
  const count = halfWord(board, machine.at(6)) - halfWord(board, machine.at(5));
  return Array.from({ length: count }, (_, i) => board.readWord(names + 4 * i) >>> 0)
    .filter((slot) => slot !== 0)
    .map((slot) => textAt(board, board.readWord(slot + TEXT_AT) >>> 0));
}

function machineOf(board: Rp2040Board, elf: ElfFile): { at(figure: number): number } | undefined {
  const offsets = elf.symbols.get('racklet_meter_offsets');
  const pointer = elf.symbols.get('gThe');
  if (offsets === undefined || pointer === undefined) return undefined;
  const machine = board.readWord(pointer) >>> 0;
  return machine < RAM ? undefined : { at: (figure) => machine + halfWord(board, offsets + 2 * figure) };
}

const halfWord = (board: Rp2040Board, at: number): number => (board.readWord(at & ~3) >>> (8 * (at & 2))) & 0xffff;

function textAt(board: Rp2040Board, address: number): string {
  const bytes: number[] = [];
  for (let at = address; ; at++) {
    const byte = (board.readWord(at & ~3) >>> (8 * (at & 3))) & 0xff;
    if (byte === 0) return Buffer.from(bytes).toString('utf8');
    bytes.push(byte);
  }
}
