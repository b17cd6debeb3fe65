// `racklet image`: makes, signs, checks and explains the firmware images that a board's bootloader takes.
import { Command, Option } from 'commander';
import { jsonOption, print, printJson } from '../cli/options';
import { parseNumber } from './arguments';
import { keygenCommand, publicKeyCommand } from './command-key';
import { signCommand } from './command-sign';
import { verifyCommand } from './command-verify';
import { imageError } from './image-error';
import { describeImage, infoText } from './info';
import { readMemoryFile, writeMemoryFile } from './memory-file';
import { UF2_FAMILIES, type Uf2Family } from './uf2';

export function imageCommand(): Command {
  const command = new Command('image')
    .summary('make, sign, check and explain firmware images')
    .description("Firmware images for MCUboot, the bootloader of a board. Does imgtool's work.")
    .addHelpText(
      'after',
      `
Examples:
  racklet image keygen --type ed25519 rack.pem
  racklet image sign bmc.bin bmc-signed.bin --key rack.pem --version 1.2.3 --security-counter auto \\
      --header-size 0x200 --pad-header --slot-size 0xD0000 --align 4
  racklet image info bmc-signed.bin
  racklet image verify bmc-signed.bin --key rack.pem

Exit codes of images: 20 malformed, 21 signature, hash or key, 22 counter, rollback or board, 23 too large, 24 key file.`,
    );
  for (const make of [keygenCommand, signCommand, verifyCommand, infoCommand, convertCommand, publicKeyCommand]) {
    command.addCommand(make());
  }
  return command;
}

function infoCommand(): Command {
  return new Command('info')
    .summary('show what an image holds')
    .description('Shows header, payload, TLV records and trailer of an image with their offsets. Needs no key.')
    .argument('<image>', 'image: .bin, .hex or .uf2')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  racklet image info bmc-signed.bin\n  racklet image info bmc-signed.bin --json',
    )
    .action((path: string, options: { json?: true }) => {
      const info = describeImage(readMemoryFile(path).bytes);
      if (info === undefined) {
        throw imageError(
          'image',
          `${path}: is no MCUboot image: it does not begin with a header. Is it signed at all?`,
        );
      }
      if (options.json) printJson(info);
      else print(infoText(info, path));
    });
}

function convertCommand(): Command {
  const families = Object.keys(UF2_FAMILIES);
  return new Command('convert')
    .summary('turn an image into another file format')
    .description('Converts between plain bytes (.bin), Intel HEX (.hex) and UF2 (.uf2), told by the extensions.')
    .argument('<in>', 'file to read')
    .argument('<out>', 'file to write')
    .option('-x, --hex-addr <address>', 'address in the flash; needed from .bin', parseNumber)
    .addOption(new Option('--family <family>', 'chip, for .uf2').choices(families).default('rp2040'))
    .addHelpText(
      'after',
      `
Examples:
  racklet image convert bmc-signed.bin bmc.uf2 --hex-addr 0x10010000
  racklet image convert bmc.hex bmc.bin`,
    )
    .action((from: string, to: string, options: { hexAddr?: number; family: Uf2Family }) => {
      const file = readMemoryFile(from);
      const address = options.hexAddr ?? file.address;
      writeMemoryFile(to, { bytes: file.bytes, address }, options.family);
      const at = address === undefined ? '' : ` at 0x${address.toString(16)}`;
      print(`${to}: ${file.bytes.length} bytes${at}`);
    });
}
