// The reply writer: a block is published when its bytes or its length changed, and a dropped row can come back.
import { beforeEach, describe, expect, it } from 'vitest';
import { rowOfName } from '../../firmware/pmbus/commands';
import { ReplyWriter } from '../../firmware/pmbus/reply-writer';
import { RecordingSink } from '../support/recording-sink';

const ID = rowOfName('MFR_ID'); // 0x99
const MODEL = rowOfName('MFR_MODEL'); // 0x9a
const VIN = rowOfName('READ_VIN'); // 0x88
let sink: RecordingSink;
let writer: ReplyWriter;

function block(row: number, hex: string): string[] {
  const bytes = Buffer.from(hex, 'hex');
  writer.scratch.set(bytes);
  writer.block(row, bytes.length);
  return sink.takeNews();
}

beforeEach(() => {
  sink = new RecordingSink();
  writer = new ReplyWriter(sink);
});

describe('a block', () => {
  it('is published once, and again with its first, a middle or its last byte changed', () => {
    expect(block(ID, '03616263')).toEqual(['99=03616263']);
    expect(block(ID, '03616263')).toEqual([]);
    expect(block(ID, '03ff6263')).toEqual(['99=03ff6263']);
    expect(block(ID, '03ff6264')).toEqual(['99=03ff6264']);
    expect(block(ID, '03ff6264')).toEqual([]);
  });

  it('that grew or shrank is published, whatever its bytes share', () => {
    block(ID, '03616263');
    expect(block(ID, '0361626364')).toEqual(['99=0361626364']);
    expect(block(ID, '03616263')).toEqual(['99=03616263']);
    expect(block(ID, '03616263')).toEqual([]);
  });

  it('of full size stays within its own memory: its neighbour is compared against its own bytes', () => {
    const full = `20${'61'.repeat(32)}`;
    block(MODEL, '0162');
    block(ID, full);
    expect(block(MODEL, '0162')).toEqual([]);
    expect(block(ID, full)).toEqual([]);
  });
});

describe('a scalar', () => {
  it('is published in its width, low byte first, and only when it changed', () => {
    writer.scalar(VIN, 0xd280, 2);
    writer.scalar(VIN, 0xd280, 2);
    expect(sink.takeNews()).toEqual(['88=80d2']);
  });

  it('dropped is withdrawn once, and can come back with the same value', () => {
    writer.drop(VIN);
    expect(sink.takeNews()).toEqual([]);
    writer.scalar(VIN, 5, 2);
    writer.drop(VIN);
    writer.drop(VIN);
    writer.scalar(VIN, 5, 2);
    expect(sink.takeNews()).toEqual(['88=0500', '88 withdrawn', '88=0500']);
  });
});
