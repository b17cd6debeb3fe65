// Exit codes of `racklet`. A code is added, never given another meaning. Shown by `racklet --help` and docs/cli.md.

export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  internal: { code: 1, meaning: 'a fault of racklet itself' },
  usage: { code: 2, meaning: 'the command line is wrong' },
  rackFile: { code: 3, meaning: 'a rack file or a scenario is wrong' },
  noBus: { code: 4, meaning: 'no emulator, or no such bus' },
  absent: { code: 5, meaning: 'no unit in the slot' },
  refused: { code: 6, meaning: 'the unit refused' },
  badPec: { code: 7, meaning: 'a reply was damaged (packet error code)' },
  bus: { code: 8, meaning: 'a bus error: time-out, lost arbitration' },
  socketInUse: { code: 9, meaning: 'the socket is in use' },
  engine: { code: 10, meaning: 'the engine cannot run here' },
  fault: { code: 11, meaning: 'the unit is in a fault, or did not get there in time' },
  plant: { code: 12, meaning: 'the plant cannot do that' },
  soak: { code: 13, meaning: 'the oracle of the soak objects' },
  expectation: { code: 14, meaning: 'an expectation of a scenario failed' },
  hil: { code: 15, meaning: 'a check of the suite failed' },
  doctor: { code: 16, meaning: 'something that everything needs is missing here' },
  image: { code: 20, meaning: 'the image is malformed' },
  imageSignature: { code: 21, meaning: 'the signature, hash or key of an image is refused' },
  imagePolicy: { code: 22, meaning: 'the image is refused: security counter, rollback or board' },
  imageSize: { code: 23, meaning: 'the image is too large for its slot' },
  key: { code: 24, meaning: 'a key file cannot be used, or is in the way' },
} as const;

export type ExitName = keyof typeof EXIT_CODES;

/** The table for people. */
export const exitCodesText = (): string =>
  Object.values(EXIT_CODES)
    .map(({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`)
    .join('\n');
