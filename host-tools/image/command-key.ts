// `racklet image keygen` and `racklet image public-key`.
import { Command, Option } from 'commander';
import { print } from '../cli/options';
import {
  generateKey,
  isEncryptedKey,
  KEY_TYPES,
  type KeyType,
  keyHash,
  loadPrivateKey,
  loadPublicKey,
  writeKeyFile,
} from './keys';
import { askNewPassphrase, askPassphrase } from './passphrase';
import { ENCODINGS, type Encoding, publicKeyText } from './public-key';

export function keygenCommand(): Command {
  return new Command('keygen')
    .summary('make a key pair')
    .description('Makes a private key file that only you can read. It is never printed and never overwritten.')
    .argument('<file>', 'key file to make')
    .addOption(
      new Option('-t, --type <type>', 'type of key; the bootloader knows one').choices(KEY_TYPES).makeOptionMandatory(),
    )
    .option('-p, --passphrase', 'encrypt the file with a passphrase that is asked for')
    .addHelpText(
      'after',
      `
Examples:
  racklet image keygen --type ed25519 rack.pem
  racklet image keygen --type ed25519 rack.pem --passphrase
  racklet image public-key rack.pem > rack.pub.pem      for the bootloader's build and for verify`,
    )
    .action(async (file: string, options: { type: KeyType; passphrase?: true }) => {
      const passphrase = options.passphrase ? await askNewPassphrase() : undefined;
      const pem = generateKey(options.type, passphrase);
      writeKeyFile(file, pem);
      print(`${file}: ${options.type} key, hash ${keyHash(loadPrivateKey(file, passphrase)).toString('hex')}`);
      print(`Keep it off shared disks and back it up: without it no board takes another image.`);
    });
}

export function publicKeyCommand(): Command {
  return new Command('public-key')
    .summary('print the public key of a key file')
    .description('Prints the public key: PEM, a C array for the bootloader, or the hash that images name it by.')
    .argument('<key>', 'private or public key file')
    .addOption(new Option('-e, --encoding <encoding>', 'how').choices(ENCODINGS).default('pem'))
    .addHelpText(
      'after',
      `
Examples:
  racklet image public-key rack.pem > rack.pub.pem
  racklet image public-key rack.pem --encoding lang-c
  racklet image public-key rack.pem --encoding hash`,
    )
    .action(async (path: string, { encoding }: { encoding: Encoding }) => {
      const passphrase = isEncryptedKey(path) ? await askPassphrase(`Passphrase of ${path}: `) : undefined;
      process.stdout.write(publicKeyText(loadPublicKey(path, passphrase), encoding));
    });
}
