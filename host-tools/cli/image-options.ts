// `--engine rp2040 --image FILE [--slots 1,2]`: which units run a built image.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { ENGINE_NAMES } from '../engines/create-engine';
import type { EngineName, UnitEngineName } from '../engines/engine';
import type { ImageFile } from '../rack/image-board';
import type { RackFile } from '../rack/rack-file';
import { flashWithImage } from '../rp2040/image';
import { CliError } from './errors';
import { EXIT_CODES } from './exit-codes';

export interface ImageOptions {
  readonly engine: UnitEngineName;
  readonly image?: string;
  readonly slots?: readonly number[];
  readonly gdb?: number;
}

/** What the units run on. */
export interface Machinery {
  /** Of the units without an image. */
  readonly engine: EngineName;
  readonly images?: ReadonlyMap<number, ImageFile>;
}

export const engineOption = (): Option =>
  new Option('--engine <name>', 'what runs the firmware; rp2040: a built image on the emulated chip')
    .choices([...ENGINE_NAMES, 'rp2040'])
    .default('xs');
export const imageOption = (): Option => new Option('--image <file>', 'image for the engine rp2040: .uf2, or raw .bin');
export const slotsOption = (): Option =>
  new Option('--slots <list>', 'slots that run the image; the others run on xs (default: all)').argParser(parseSlots);

export const gdbOption = (parsePort: (text: string) => number): Option =>
  new Option(
    '--gdb <port>',
    'GDB may come to this port of 127.0.0.1 and debug one unit: the first of --slots; the time of the rack stands still while it is held',
  ).argParser(parsePort);

/** The one unit that a debugger gets. */
export const debuggedSlot = ({ images }: Machinery): number => [...images!.keys()][0]!;

/** @throws CliError where the options do not go together, or the image cannot be used */
export function machineryOf(options: ImageOptions, file: RackFile): Machinery {
  const { engine, image, slots, gdb } = options;
  if (engine !== 'rp2040') {
    if (gdb !== undefined)
      throw usage(`--gdb is for --engine rp2040, not for ${engine}: there is no such core in the others`);
    if (image === undefined && slots === undefined) return { engine };
    throw usage(`--image and --slots are for --engine rp2040, not for ${engine}`);
  }
  if (image === undefined)
    throw usage('--engine rp2040 needs --image FILE: npm run firmware:build -- --board pico makes one');
  const known = file.units.map((unit) => unit.slot);
  const chosen = slots ?? known;
  const unknown = chosen.find((slot) => !known.includes(slot));
  if (unknown !== undefined) throw usage(`--slots: there is no unit in slot ${unknown} of ${file.metadata.name}`);
  const built = readImage(image);
  return { engine: 'xs', images: new Map(chosen.map((slot) => [slot, built])) };
}

/** @throws CliError where there is no such file, or it is no image */
export function readImage(path: string): ImageFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw usage(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  const image = { name: basename(path), bytes };
  try {
    flashWithImage(image.bytes, image.name);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw usage(`${path} does not fit the flash of the board: ${(error as Error).message}`);
  }
  return image;
}

const usage = (text: string): CliError => new CliError(text, EXIT_CODES.usage.code);

function parseSlots(text: string): readonly number[] {
  const slots = text.split(',').map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : Number.NaN));
  if (slots.some((slot) => !(slot <= 15))) throw new InvalidArgumentError('Slots are numbers from 0 to 15: 1,2');
  return slots;
}
