// The image that RACKLET_IMAGE names, and racks that run it. Without it the suites of this folder are skipped, and counted as skipped.
import { existsSync, readFileSync } from 'node:fs';
import { readElf } from '../../host-tools/board-bench/elf';
import { readImage } from '../../host-tools/cli/image-options';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import type { EngineName } from '../../host-tools/engines/engine';
import { Rack } from '../../host-tools/rack/rack';
import type { RackFile } from '../../host-tools/rack/rack-file';

const path = process.env.RACKLET_IMAGE;
export const hasImage = path !== undefined && path !== '';

export const imagePath = path ?? '';

/** Of `--board pico-bench`: open, and on by itself. */
export const image = () => readImage(path!);

const elfPath = path?.replace(/\.uf2$/, '.elf') ?? '';
export const hasElf = existsSync(elfPath);
export const elf = () => readElf(readFileSync(elfPath));

/** The units of `slots` run the image, the others `engine`. */
export async function imageRack(file: RackFile, slots: readonly number[], engine: EngineName = 'node'): Promise<Rack> {
  const built = image();
  return new Rack({
    file,
    engine,
    bundle: await bundleFirmware(),
    seed: 1,
    images: new Map(slots.map((slot) => [slot, built])),
  });
}
