// `racklet:board` of this image.
export { PICO_BENCH_BOARD as board } from 'racklet/boards/pico-bench/board';
