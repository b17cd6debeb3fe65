// `racklet:board` of this image.
export { PICO_BOARD as board } from 'racklet/boards/pico/board';
