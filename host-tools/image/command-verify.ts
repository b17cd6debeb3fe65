// `racklet image verify`: would the bootloader take this image? Exit 0: yes. Otherwise the reason and its own exit code.
import { Command } from 'commander';
import { ImageFault } from '../../firmware/update/image-fault';
import { largestImageBytes } from '../../firmware/update/image-format';
import { jsonOption, print, printJson } from '../cli/options';
import { parseBoard, parseHeaderSize, parseNumber, parseSize } from './arguments';
import { FAULT_TEXT } from './fault-text';
import { imageError } from './image-error';
import { isEncryptedKey, loadPublicKey } from './keys';
import { readMemoryFile } from './memory-file';
import { askPassphrase } from './passphrase';
import { limitsOf, verifyImage } from './verify';
import { versionText } from './version';

interface Options {
  readonly key: string;
  readonly minimumSecurityCounter: number;
  readonly slotSize: number;
  readonly sectorSize: number;
  readonly headerSize?: number;
  readonly board?: string;
  readonly boardRevision: number;
  readonly json?: true;
}

/** Of the lead board, docs/image.md: two slots of 832 KiB in sectors of 4 KiB. */
const DEFAULT_SLOT = 0xd0000;
const DEFAULT_SECTOR = 0x1000;

export function verifyCommand(): Command {
  return new Command('verify')
    .summary('say whether the bootloader would take an image')
    .description('Checks an image as the BMC and its bootloader do. Exit code 0: they would take it.')
    .argument('<image>', 'signed image: .bin, .hex or .uf2')
    .requiredOption('-k, --key <file>', 'public key that the bootloader holds')
    .option('--minimum-security-counter <n>', 'counter of the image that runs: a lower one is refused', parseNumber, 0)
    .option('-S, --slot-size <bytes>', 'size of a slot', parseSize, DEFAULT_SLOT)
    .option('--sector-size <bytes>', 'size of a flash sector', parseSize, DEFAULT_SECTOR)
    .option('-H, --header-size <bytes>', 'header size that the board is linked for', parseHeaderSize)
    .option('--board <id>', 'board that takes the image', parseBoard)
    .option('--board-revision <n>', 'its hardware revision', parseNumber, 0)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  racklet image verify bmc-signed.bin --key rack.pub.pem
  racklet image verify bmc-signed.bin --key rack.pub.pem --minimum-security-counter 7 --board racklet-pico`,
    )
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const passphrase = isEncryptedKey(options.key) ? await askPassphrase(`Passphrase of ${options.key}: `) : undefined;
  const key = loadPublicKey(options.key, passphrase);
  const { bytes } = readMemoryFile(path);
  const verdict = verifyImage(bytes, key, {
    ...limitsOf(key, largestImageBytes(options.slotSize, options.sectorSize)),
    headerSize: options.headerSize ?? 0,
    minimumCounter: options.minimumSecurityCounter,
    boardId: options.board === undefined ? undefined : Buffer.from(options.board, 'ascii'),
    boardRevision: options.boardRevision,
  });
  if (verdict.fault !== ImageFault.none) {
    const { kind, text } = FAULT_TEXT[verdict.fault];
    throw imageError(kind, `${path}: refused: ${text}`);
  }
  const version = versionText(verdict.version);
  const digest = Buffer.from(verdict.digest).toString('hex');
  if (options.json)
    printJson({ image: path, good: true, imageVersion: version, securityCounter: verdict.counter, digest });
  else print(`${path}: good: image ${version}, security counter ${verdict.counter}\ndigest ${digest}`);
}
