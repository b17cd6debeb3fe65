// What an image must fit: board data and the counter of the image that runs. Also the comparing of a record's bytes.

export interface ImageLimits {
  /** Bytes, all of the signed image: see `largestImageBytes`. */
  readonly largestImage: number;
  /** Bytes: the size that the application is linked for. 0: any. */
  readonly headerSize: number;
  /** The counter of the running image: a lower one is a rollback, an equal one is taken. */
  readonly minimumCounter: number;
  /** SHA-256 of the public key (SPKI DER) that the bootloader holds; undefined: not compared. */
  readonly keyHash: Uint8Array | undefined;
  /** ASCII; undefined: the image's board is not compared. */
  readonly boardId: Uint8Array | undefined;
  /** Hardware revision of the board; compared where the board is. */
  readonly boardRevision: number;
}

/** Are the first `length` bytes of `bytes` those of `wanted`, and no more wanted? */
export function isSame(bytes: Uint8Array, wanted: Uint8Array, length: number): boolean {
  if (wanted.length !== length) return false;
  let difference = 0;
  for (let i = 0; i < length; i++) difference |= bytes[i]! ^ wanted[i]!;
  return difference === 0;
}
