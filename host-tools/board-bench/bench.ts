// `npm run bench:board -- --image build/board/pico-bench.uf2 [--json]`: measures an image on the emulated RP2040. Its ELF file has to lie
// beside it. docs/measurements.md keeps the result.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CliError } from '../cli/errors';
import { EXIT_CODES } from '../cli/exit-codes';
import { readImage } from '../cli/image-options';
import { readElf } from './elf';
import { measure } from './measure';
import { tableOf } from './report';

const { image: path, json } = new Command('bench:board')
  .description('Measures an image of a board on the emulated RP2040.')
  .requiredOption('--image <file>', 'image, as npm run firmware:build makes it')
  .option('--json', 'figures as one JSON object')
  .parse()
  .opts<{ image: string; json?: true }>();

try {
  const image = readImage(path);
  const elfPath = path.replace(/\.uf2$/, '.elf');
  const figures = await measure(image, readElf(elfOf(elfPath)), (text) => void process.stderr.write(`# ${text}\n`));
  process.stdout.write(`${json ? JSON.stringify({ version: 1, ...figures }) : tableOf(figures)}\n`);
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  process.stderr.write(`bench:board: ${error.message}\n`);
  process.exitCode = error.exitCode;
}

function elfOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new CliError(
      `${file} is missing: the ELF file of the same build has to lie beside the image`,
      EXIT_CODES.usage.code,
    );
  }
}
