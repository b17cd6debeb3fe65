// `npm run bench:board -- --image build/board/pico-bench.uf2 [--json]`: measures an image on the emulated RP2040. Its ELF file has to lie
// beside it. docs/measurements.md keeps the result.
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { CliError } from '../cli/errors';
import { EXIT_CODES } from '../cli/exit-codes';
import { readImage } from '../cli/image-options';
import { readElf } from './elf';
import { endurance, litter } from './endurance';
import { ImageRack } from './image-rack';
import { measure } from './measure';
import { enduranceText, tableOf } from './report';

const {
  image: path,
  json,
  endurance: transactions,
  ticks,
  litter: litterAlone,
} = new Command('bench:board')
  .description('Measures an image of a board on the emulated RP2040.')
  .requiredOption('--image <file>', 'image, as npm run firmware:build makes it')
  .option('--json', 'figures as one JSON object')
  .option('--endurance <count>', 'so many transactions alone, and the heap behind them', parseCount)
  .option('--ticks <count>', 'with --endurance: spread over so many ticks', parseCount)
  .option('--litter', 'forced collections alone')
  .parse()
  .opts<{ image: string; json?: true; endurance?: number; ticks?: number; litter?: true }>();

try {
  const image = readImage(path);
  const elfPath = path.replace(/\.uf2$/, '.elf');
  const elf = readElf(elfOf(elfPath));
  const note = (text: string): void => void process.stderr.write(`# ${text}\n`);
  const show = <T>(figures: T, asText: (figures: T) => string): void =>
    void process.stdout.write(`${json ? JSON.stringify({ version: 1, ...figures }) : asText(figures)}\n`);
  if (transactions !== undefined)
    show(await endurance(new ImageRack(image), elf, { transactions, ticks }, note), enduranceText);
  else if (litterAlone)
    show(await litter(new ImageRack(image), elf), (figures) => JSON.stringify(figures, undefined, 2));
  else show(await measure(image, elf, note), tableOf);
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

function parseCount(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('A count is a whole number from 1 on.');
  return count;
}
