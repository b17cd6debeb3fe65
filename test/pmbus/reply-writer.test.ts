// The reply writer: a block is published whenever it was composed, a scalar when it changed; a dropped row can come back.
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
  it('is published as it stands in the scratch, and again whenever it was composed', () => {
    expect(block(ID, '03616263')).toEqual(['99=03616263']);
    expect(block(ID, '03616263')).toEqual(['99=03616263']);
    expect(block(MODEL, `20${'61'.repeat(32)}`)).toEqual([`9a=20${'61'.repeat(32)}`]);
    expect(block(ID, '00')).toEqual(['99=00']);
  });

  it('dropped is withdrawn once', () => {
    block(ID, '03616263');
    writer.drop(ID);
    writer.drop(ID);
    expect(sink.takeNews()).toEqual(['99 withdrawn']);
  });
});

describe('a scalar', () => {
  it('is published in its width, low byte first, and only when it changed', () => {
    writer.scalar(VIN, 0xd280, 2);
    writer.scalar(VIN, 0xd280, 2);
    expect(sink.takeNews()).toEqual(['88=80d2']);
  });

  it('of one byte is one byte', () => {
    writer.scalar(rowOfName('STATUS_CML'), 0x180, 1);
    expect(sink.takeNews()).toEqual(['7e=80']);
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
