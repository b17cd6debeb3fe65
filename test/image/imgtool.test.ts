// Against the real imgtool: ours pass its verify, its pass ours, and Ed25519 images are the same byte for byte.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageFault } from '../../firmware/update/image-fault';
import { generateKey, loadPrivateKey, loadPublicKey, writeKeyFile } from '../../host-tools/image/keys';
import { readMemoryFile, writeMemoryFile } from '../../host-tools/image/memory-file';
import { publicKeyText } from '../../host-tools/image/public-key';
import { signImage } from '../../host-tools/image/sign';
import { limitsOf, verifyImage } from '../../host-tools/image/verify';
import { findImgtool } from './real-imgtool';
import { KEY_A, optionsOf, VECTORS } from './vectors';

const found = findImgtool();
const missing = 'missing' in found ? found.missing : undefined;
if (missing !== undefined) process.stdout.write(`imgtool: tests skipped: ${missing}\n`);

const VERSIONS = ['0.0.0', '1', '1.2', '1.2.3', '1.2.3+4', '255.255.65535+4294967295', '9.10.11+12'];
const ALIGNMENTS = ['1', '2', '4', '8', '16', '32'];
const PADDINGS = [[], ['--pad'], ['--test'], ['--confirm']];
const COUNTERS = [[], ['-s', 'auto'], ['-s', '0'], ['-s', '5'], ['-s', '0xffffffff']];
const DEPENDENCIES = [[], ['-d', '(1, 2.3.4+5)'], ['-d', '(0, 1.0), (3, 255.255.65535+4294967295)']];
const HEADERS = [
  ['-H', '0x200', '--pad-header'],
  ['-H', '0x20'],
  ['-H', '0x400', '--pad-header', '-M', '64'],
];
const SIZES = [1, 255, 256, 1000];
const SLOT = '0x8000';
const KEY_FILE = `${VECTORS}keys/ed25519-a.pem`;

/** Every combination of alignment, padding, counter, dependencies and header; version and size go round. */
function matrix(): string[][] {
  const rows: string[][] = [];
  for (const align of ALIGNMENTS)
    for (const padding of PADDINGS)
      for (const counter of COUNTERS)
        for (const dependencies of DEPENDENCIES)
          for (const header of HEADERS) {
            const version = VERSIONS[rows.length % VERSIONS.length]!;
            rows.push([
              '-v',
              version,
              '--align',
              align,
              '-S',
              SLOT,
              ...header,
              ...padding,
              ...counter,
              ...dependencies,
            ]);
          }
  return rows;
}

describe.skipIf(missing !== undefined)(
  `the real imgtool${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    const { imgtool } = found as Extract<typeof found, { imgtool: unknown }>;
    let folder: string;
    const at = (name: string): string => join(folder, name);
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'racklet-imgtool-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('makes the same Ed25519 images, byte for byte', () => {
      const rows = matrix();
      const payloads = SIZES.map((size) => Uint8Array.from({ length: size }, (_, i) => (i * 7 + size) & 0xff));
      const withRoom = payloads.map((payload) => Buffer.concat([new Uint8Array(0x20), payload]));
      const isPadded = (row: string[]): boolean => row.includes('--pad-header');
      const payloadOf = (row: string[], i: number): Uint8Array =>
        (isPadded(row) ? payloads : withRoom)[i % SIZES.length]!;
      const calls = rows.map((row, i) => {
        writeFileSync(at(`in${i}.bin`), payloadOf(row, i));
        return ['sign', '-k', KEY_FILE, ...row, at(`in${i}.bin`), at(`out${i}.bin`)];
      });
      const results = imgtool.run(calls);
      const different = rows.filter((row, i) => {
        expect(results[i], row.join(' ')).toMatchObject({ code: 0 });
        const ours = signImage(payloadOf(row, i), optionsOf(row));
        writeFileSync(at(`ours${i}.bin`), ours);
        return Buffer.compare(readFileSync(at(`out${i}.bin`)), ours) !== 0;
      });
      expect(different).toEqual([]);
      const verified = imgtool.run(rows.map((_, i) => ['verify', '-k', KEY_FILE, at(`ours${i}.bin`)]));
      expect(verified.filter(({ code }) => code !== 0)).toEqual([]);
      process.stdout.write(`imgtool ${imgtool.version}: ${rows.length} Ed25519 images byte-identical and verified\n`);
    });

    it('makes the same image with our board records as custom TLVs', () => {
      writeFileSync(at('board.bin'), 'payload');
      const args = ['-v', '1.2.3', '-s', '4', '-H', '0x200', '--pad-header', '-S', SLOT];
      const custom = ['--custom-tlv', '0x52a0', 'racklet-pico', '--custom-tlv', '0x52a1', '0x01000300'];
      const [result] = imgtool.run([
        ['sign', '-k', KEY_FILE, ...args, ...custom, at('board.bin'), at('board-out.bin')],
      ]);
      expect(result).toMatchObject({ code: 0 });
      const board = { id: 'racklet-pico', revisions: { first: 1, last: 3 } };
      const ours = signImage(Buffer.from('payload'), { ...optionsOf(args), board });
      expect(Buffer.compare(readFileSync(at('board-out.bin')), ours)).toBe(0);
    });

    it.each(['ed25519', 'ecdsa-p256'] as const)('takes our %s keys and images, and we take its', (type) => {
      const ours = at(`ours-${type}.pem`);
      const theirs = at(`theirs-${type}.pem`);
      writeKeyFile(ours, generateKey(type, undefined));
      writeFileSync(at('p.bin'), Buffer.alloc(700, 0x5a));
      const args = ['-v', '3.2.1', '-s', '9', '-H', '0x200', '--pad-header', '-S', SLOT, '--align', '4'];
      const sign = (key: string, out: string): string[] => ['sign', '-k', key, ...args, at('p.bin'), at(out)];
      const made = imgtool.run([['keygen', '-t', type, '-k', theirs], sign(theirs, 't-t.bin'), sign(ours, 't-o.bin')]);
      expect(made.map(({ code }) => code)).toEqual([0, 0, 0]);
      for (const [key, file] of [
        [theirs, 't-t.bin'],
        [ours, 't-o.bin'],
      ] as const) {
        const bytes = readFileSync(at(file));
        const publicKey = loadPublicKey(key);
        expect(verifyImage(bytes, publicKey, limitsOf(publicKey, bytes.length)).fault).toBe(ImageFault.none);
        const name = `by-us-${file}`;
        writeFileSync(at(name), signImage(readFileSync(at('p.bin')), optionsOf(args, loadPrivateKey(key, undefined))));
        writeFileSync(at(`${name}.pub.pem`), publicKeyText(publicKey, 'pem'));
        const keys = [key, at(`${name}.pub.pem`)];
        const checked = imgtool.run(keys.map((pem) => ['verify', '-k', pem, at(name)]));
        expect(checked.map(({ output }) => output)).toEqual(
          keys.map(() => expect.stringContaining('correctly validated')),
        );
      }
    });

    it.each(['ed25519', 'ecdsa-p256'] as const)('reads our encrypted %s keys, and we read its', (type) => {
      const code = 'import sys; from imgtool import keys; ';
      const ours = at(`ours-locked-${type}.pem`);
      writeKeyFile(ours, generateKey(type, 'correct horse'));
      const load = `${code}k = keys.load(sys.argv[1], b'correct horse'); print(k.get_public_bytes().hex())`;
      const key = loadPrivateKey(ours, 'correct horse');
      const mine = publicKeyText(key, 'lang-c')
        .match(/0x[0-9a-f]{2}/g)!
        .map((byte) => byte.slice(2))
        .join('');
      expect(imgtool.python(load, ours).trim()).toBe(mine);
      const theirs = at(`theirs-locked-${type}.pem`);
      const maker = type === 'ed25519' ? 'Ed25519' : 'ECDSA256P1';
      imgtool.python(`${code}keys.${maker}.generate().export_private(sys.argv[1], passwd=b'correct horse')`, theirs);
      expect(loadPrivateKey(theirs, 'correct horse').type).toBe('private');
      expect(() => loadPrivateKey(theirs, 'wrong')).toThrow(/passphrase is wrong/);
    });

    it('prints the same public key as a C array', () => {
      const [pub] = imgtool.run([['getpub', '-k', KEY_FILE, '-e', 'lang-c']]);
      const body = (text: string): string => text.slice(text.indexOf('const'));
      expect(body(publicKeyText(KEY_A, 'lang-c'))).toBe(body(pub!.output));
    });

    it('reads our Intel HEX, and we read its', () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 0xff);
      writeMemoryFile(at('ours.hex'), { bytes, address: 0x1000fff0 }, 'rp2040');
      const dump =
        'import sys; from intelhex import IntelHex; h = IntelHex(sys.argv[1]); h.tobinfile(sys.argv[2]); print(h.minaddr())';
      expect(imgtool.python(dump, at('ours.hex'), at('theirs.bin')).trim()).toBe(String(0x1000fff0));
      expect(Buffer.compare(readFileSync(at('theirs.bin')), bytes)).toBe(0);
      const make =
        'import sys; from intelhex import IntelHex; h = IntelHex(); h.loadbin(sys.argv[1], offset=0x1000fff0); h.tofile(sys.argv[2], "hex")';
      imgtool.python(make, at('theirs.bin'), at('theirs.hex'));
      const read = readMemoryFile(at('theirs.hex'));
      expect(read.address).toBe(0x1000fff0);
      expect(Buffer.compare(read.bytes, bytes)).toBe(0);
    });
  },
);
