// Where an image is read from: a flash slot on the board, a file's bytes in the tools.

export interface ImageSource {
  /**
   * Copies `length` bytes from `offset` of the image to the start of `into`.
   * @returns false where there are not so many bytes; `into` is then undefined
   */
  read(offset: number, into: Uint8Array, length: number): boolean;
}
