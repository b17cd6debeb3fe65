// `racklet image sign`: a payload becomes a signed image. The options carry imgtool's names.
import { Command, Option } from 'commander';
import { print } from '../cli/options';
import {
  parseBoard,
  parseCounter,
  parseDependencies,
  parseHeaderSize,
  parseNumber,
  parseRevisions,
  parseSize,
} from './arguments';
import { imageError } from './image-error';
import { isEncryptedKey, loadPrivateKey } from './keys';
import { readMemoryFile, writeMemoryFile } from './memory-file';
import { askPassphrase } from './passphrase';
import { type Dependency, type Revisions, signImage } from './sign';
import { ALIGNMENTS, DEFAULT_MAX_SECTORS } from './trailer';
import { automaticCounter, parseVersion, versionText } from './version';

interface Options {
  readonly key: string;
  readonly version: string;
  readonly securityCounter?: number | 'auto';
  readonly headerSize: number;
  readonly slotSize: number;
  readonly sectorSize: number;
  readonly align: string;
  readonly maxSectors: number;
  readonly padHeader?: true;
  readonly pad?: true;
  readonly confirm?: true;
  readonly dependencies: readonly Dependency[];
  readonly board?: string;
  readonly boardRevisions?: Revisions;
  readonly hexAddr?: number;
}

const DEFAULT_SECTOR = 0x1000;

export function signCommand(): Command {
  return new Command('sign')
    .summary('make a signed image of a payload')
    .description('Makes a signed MCUboot image of a payload (bin, hex or uf2), byte for byte as imgtool does.')
    .argument('<payload>', 'what the compiler made')
    .argument('<out>', 'image to write: .bin, .hex or .uf2')
    .requiredOption('-k, --key <file>', 'private key')
    .requiredOption('-v, --version <version>', 'version, as 1.2.3+4')
    .option('-s, --security-counter <n>', 'security counter, or auto: from the version', parseCounter)
    .requiredOption('-H, --header-size <bytes>', 'room for the header, for example 0x200', parseHeaderSize)
    .requiredOption('-S, --slot-size <bytes>', 'size of a slot, for example 0xD0000', parseSize)
    .option('--sector-size <bytes>', 'size of a flash sector', parseSize, DEFAULT_SECTOR)
    .addOption(
      new Option('--align <bytes>', 'least bytes of a flash write').choices(ALIGNMENTS.map(String)).default('1'),
    )
    .option('-M, --max-sectors <n>', 'sectors that the trailer allows for', parseNumber, DEFAULT_MAX_SECTORS)
    .option('--pad-header', 'put the room for the header before the payload')
    .option('--pad', 'fill up to the slot, with a trailer that asks for a swap')
    .option('--confirm', 'as --pad, and mark the image as confirmed')
    .option('-d, --dependencies <list>', 'images that it needs, as "(1, 2.3.4+5)"', parseDependencies, [])
    .option('--board <id>', 'board that it is for: other boards refuse it', parseBoard)
    .option('--board-revisions <range>', 'hardware revisions of the board, as 2 or 2-5', parseRevisions)
    .option('-x, --hex-addr <address>', 'address in the flash, for .hex and .uf2', parseNumber)
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Examples:
  racklet image sign bmc.bin bmc-signed.bin --key rack.pem --version 1.2.3 --security-counter auto \\
      --header-size 0x200 --pad-header --slot-size 0xD0000 --align 4 --board racklet-pico
  racklet image sign bmc.bin bmc.uf2 --key rack.pem --version 1.2.3 --security-counter 7 \\
      --header-size 0x200 --pad-header --slot-size 0xD0000 --align 4 --confirm --hex-addr 0x10010000

The security counter never goes down: a bootloader refuses an image whose counter is lower than the running one's.
An encrypted key asks for its passphrase; scripts set RACKLET_KEY_PASSPHRASE.`;

async function run(payloadPath: string, outPath: string, options: Options): Promise<void> {
  const version = parseVersion(options.version);
  if (options.securityCounter === undefined) {
    throw imageError(
      'imagePolicy',
      'an image without a security counter is never booted. Add --security-counter auto, or a number that never goes down',
    );
  }
  if (options.board === undefined && options.boardRevisions !== undefined) {
    throw imageError('usage', '--board-revisions needs --board: revisions are of one board');
  }
  const securityCounter = options.securityCounter === 'auto' ? automaticCounter(version) : options.securityCounter;
  const payload = readMemoryFile(payloadPath);
  const passphrase = isEncryptedKey(options.key) ? await askPassphrase(`Passphrase of ${options.key}: `) : undefined;
  const image = signImage(payload.bytes, {
    key: loadPrivateKey(options.key, passphrase),
    version,
    securityCounter,
    headerSize: options.headerSize,
    padHeader: options.padHeader === true,
    slotSize: options.slotSize,
    sectorSize: options.sectorSize,
    align: Number(options.align),
    maxSectors: options.maxSectors,
    pad: options.pad === true,
    confirm: options.confirm === true,
    dependencies: options.dependencies,
    board: options.board === undefined ? undefined : { id: options.board, revisions: options.boardRevisions },
  });
  const room = options.padHeader === true ? options.headerSize : 0;
  const address = options.hexAddr ?? (payload.address === undefined ? undefined : payload.address - room);
  writeMemoryFile(outPath, { bytes: image, address }, 'rp2040');
  print(`${outPath}: image ${versionText(version)}, security counter ${securityCounter}, ${image.length} bytes`);
}
