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
  const offsets = elf.symbols.get('racklet_meter_offsets');
  const machinePointer = elf.symbols.get('gThe');
  if (offsets === undefined || machinePointer === undefined) return undefined;
  const machine = board.readWord(machinePointer) >>> 0;
  if (machine < RAM) return undefined;
  const figure = (index: number): number => {
    const at = offsets + 2 * index;
    const offset = (board.readWord(at & ~3) >>> (8 * (at & 2))) & 0xffff;
    return board.readWord(machine + offset) >>> 0;
  };
  return { slots: figure(0), peakSlots: figure(1), chunkBytes: figure(2), peakChunkBytes: figure(3) };
}
