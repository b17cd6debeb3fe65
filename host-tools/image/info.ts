// What an image holds, as a map: header, payload, TLV records, trailer, each with its offset. For people and for programs.
// Shows broken images as far as they can be read, and says where they end.
import { ImageCheck } from '../../firmware/update/image';
import { ImageFault } from '../../firmware/update/image-fault';
import { Tlv } from '../../firmware/update/image-format';
import { ImageHeader } from '../../firmware/update/image-header';
import { u16, u32 } from '../../firmware/update/little-endian';
import { TlvWalk } from '../../firmware/update/tlv-walk';
import { FAULT_TEXT } from './fault-text';
import { readTrailer, type Trailer } from './trailer';
import { bytesSource } from './verify';
import { versionText } from './version';

export interface RecordInfo {
  readonly offset: number;
  readonly area: 'protected' | 'unprotected';
  readonly type: number;
  readonly name: string;
  readonly length: number;
  readonly value: string;
}

export interface ImageInfo {
  readonly file: { readonly bytes: number };
  readonly header: {
    readonly version: string;
    readonly headerSize: number;
    readonly payloadOffset: number;
    readonly payloadSize: number;
    readonly protectedSize: number;
    readonly loadAddress: number;
    readonly flags: number;
  };
  readonly records: readonly RecordInfo[];
  /** Offset of the first byte behind the TLVs; undefined where they cannot be read. */
  readonly end: number | undefined;
  readonly trailer: Trailer | undefined;
  /** What the BMC itself would say, without key, board and counter of its own. */
  readonly check: { readonly good: boolean; readonly reason: string };
}

const NAMES: Readonly<Record<number, string>> = {
  [Tlv.keyHash]: 'key hash',
  [Tlv.publicKey]: 'public key',
  [Tlv.sha256]: 'SHA-256',
  [Tlv.sha384]: 'SHA-384',
  [Tlv.sha512]: 'SHA-512',
  [Tlv.rsa2048]: 'RSA-2048 signature',
  [Tlv.ecdsa]: 'ECDSA signature',
  [Tlv.rsa3072]: 'RSA-3072 signature',
  [Tlv.ed25519]: 'Ed25519 signature',
  [Tlv.dependency]: 'dependency',
  [Tlv.securityCounter]: 'security counter',
  [Tlv.boardId]: 'board',
  [Tlv.boardRevisions]: 'board revisions',
};

/** @returns undefined where not even the header can be read */
export function describeImage(bytes: Uint8Array): ImageInfo | undefined {
  const source = bytesSource(bytes);
  const header = new ImageHeader();
  const fault = header.load(source);
  if (fault === ImageFault.truncated || fault === ImageFault.badMagic) return undefined;
  const walk = new TlvWalk(source);
  const records: RecordInfo[] = [];
  const hasAreas = walk.begin(header);
  for (let more = hasAreas && walk.next(); more; more = walk.next()) records.push(recordInfo(walk, bytes));
  const check = new ImageCheck(source, {
    largestImage: bytes.length,
    headerSize: 0,
    minimumCounter: 0,
    keyHash: undefined,
    boardId: undefined,
    boardRevision: 0,
  });
  while (check.step());
  // No slot is known here: too large for its file is a file that was cut short.
  const verdict = check.fault === ImageFault.tooLarge ? ImageFault.truncated : check.fault;
  return {
    file: { bytes: bytes.length },
    header: {
      version: versionText(header),
      headerSize: header.headerSize,
      payloadOffset: header.headerSize,
      payloadSize: header.imageSize,
      protectedSize: header.protectedSize,
      loadAddress: header.loadAddress,
      flags: header.flags,
    },
    records,
    end: hasAreas && walk.fault === ImageFault.none ? walk.end : undefined,
    trailer: readTrailer(bytes),
    check: { good: verdict === ImageFault.none, reason: FAULT_TEXT[verdict].text },
  };
}

function recordInfo(walk: TlvWalk, bytes: Uint8Array): RecordInfo {
  const value = bytes.subarray(walk.offset, walk.offset + walk.length);
  return {
    offset: walk.offset - 4,
    area: walk.isProtected ? 'protected' : 'unprotected',
    type: walk.type,
    name: NAMES[walk.type] ?? 'unknown',
    length: walk.length,
    value: valueText(walk.type, value),
  };
}

function valueText(type: number, value: Uint8Array): string {
  if (type === Tlv.securityCounter && value.length === 4) return String(u32(value, 0));
  if (type === Tlv.boardId) return JSON.stringify(Buffer.from(value).toString('latin1'));
  if (type === Tlv.boardRevisions && value.length === 4) return `${u16(value, 0)} to ${u16(value, 2)}`;
  if (type === Tlv.dependency && value.length === 12) {
    const version = { major: value[4]!, minor: value[5]!, revision: u16(value, 6), build: u32(value, 8) };
    return `image ${value[0]} at ${versionText(version)} or later`;
  }
  return Buffer.from(value).toString('hex');
}

const hex = (value: number, digits = 5): string => `0x${value.toString(16).padStart(digits, '0')}`;
const LONGEST_LINE = 64;
const line = (offset: number, size: number, text: string): string =>
  `  ${hex(offset)}  ${String(size).padStart(7)}  ${text}`;

/** The map for people. */
export function infoText(info: ImageInfo, name: string): string {
  const { header, records, end, trailer } = info;
  const payloadEnd = header.payloadOffset + header.payloadSize;
  const lines = [
    `${name}: MCUboot image ${header.version}, ${info.file.bytes} bytes`,
    '',
    '   OFFSET    BYTES  CONTENT',
    line(0, header.headerSize, `header: flags ${hex(header.flags, 1)}, load address ${hex(header.loadAddress, 1)}`),
    line(header.payloadOffset, header.payloadSize, 'payload'),
    ...areaLines(records, payloadEnd, header.protectedSize),
  ];
  if (end !== undefined) lines.push(...restLines(info, end));
  if (trailer !== undefined) {
    lines.push(
      line(trailer.offset, info.file.bytes - trailer.offset, `trailer: swap asked for, image ok ${trailer.imageOk}`),
    );
  }
  return [...lines, '', `Check without a key: ${info.check.good ? 'good' : `refused: ${info.check.reason}`}`].join(
    '\n',
  );
}

function areaLines(records: readonly RecordInfo[], start: number, protectedSize: number): string[] {
  const lines: string[] = [];
  let shown = '';
  for (const record of records) {
    if (record.area !== shown) {
      shown = record.area;
      const at = shown === 'protected' ? start : start + protectedSize;
      lines.push(line(at, 4, `${shown} TLV area (${shown === 'protected' ? 'signed' : 'not signed'})`));
    }
    const text = record.value.length > LONGEST_LINE ? `${record.value.slice(0, LONGEST_LINE)}...` : record.value;
    lines.push(line(record.offset, record.length + 4, `  ${hex(record.type, 4)} ${record.name}: ${text}`));
  }
  return lines;
}

function restLines({ file, trailer }: ImageInfo, end: number): string[] {
  const rest = (trailer?.offset ?? file.bytes) - end;
  return rest > 0 ? [line(end, rest, trailer === undefined ? 'behind the image' : 'empty up to the trailer')] : [];
}
