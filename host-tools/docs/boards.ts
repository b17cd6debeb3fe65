// What is generated of the boards that are flashed: boards/<name>/board.h.
import { PICO_BOARD, PICO_NATIVE } from '../../boards/pico/board';
import { PICO_BENCH_BOARD } from '../../boards/pico-bench/board';
import { boardHeader } from '../board-build/board-header';

/** Header of each board by its file, from the root of the project. */
export const BOARD_HEADERS: Readonly<Record<string, string>> = {
  'boards/pico/board.h': boardHeader(PICO_BOARD, PICO_NATIVE),
  'boards/pico-bench/board.h': boardHeader(PICO_BENCH_BOARD, PICO_NATIVE),
};
