// Layouts of our own blocks, byte by byte. 0xD0 and 0xD1 are fixed for ever: an expectation here is never edited, only added.
import { describe, expect, it } from 'vitest';
import { EnergyTotal } from '../../firmware/power/energy';
import { createDeviceBench, type DeviceBench } from '../support/device-bench';
import { makeIdentity } from '../support/identity';

const bytes = (bench: DeviceBench, code: number): number[] => [...Buffer.from(bench.sink.replies.get(code)!, 'hex')];

describe('0xD0 MFR_WIRE', () => {
  it.each([
    ['0x00000001', [0x01, 0x00, 0x00, 0x00]],
    ['0x80000003', [0x03, 0x00, 0x00, 0x80]],
    ['0x04030201', [0x01, 0x02, 0x03, 0x04]],
  ])('features %s', (text, expected) => {
    expect(bytes(createDeviceBench({ model: { features: Number(text) } }), 0xd0)).toEqual([
      7, //           count
      1, //           wire version
      ...expected, // features, low byte first
      32, //          largest block
      8, //           depth of the queue
    ]);
  });
});

describe('0xD1 MFR_HARDWARE', () => {
  it('unique id in its own order, boot count low byte first, reset cause', () => {
    expect(bytes(createDeviceBench(), 0xd1)).toEqual([
      13, //                                              count
      ...[0xe6, 0x60, 0x58, 0x38, 0x83, 0x0f, 0x12, 0x34], // unique id
      ...[0x04, 0x03, 0x02, 0x01], //                     boots: 0x01020304
      1, //                                               watchdog
    ]);
  });

  it('boot count up to 32 bits', () => {
    const identity = makeIdentity({ uniqueId: new Uint8Array(8), bootCount: 0xffff_fffe, resetCause: 4 });
    const bench = createDeviceBench({ model: { identity } });
    expect(bytes(bench, 0xd1)).toEqual([13, 0, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 4]);
  });
});

describe('0xD2 MFR_UNIT_STATE', () => {
  it.each([
    // state, fault, gate, security, faults, bytes behind the count
    [0, 0, false, 0, 0, [0, 0, 0, 0, 0x00, 0x00]],
    [5, 0, true, 1, 0, [5, 0, 1, 1, 0x00, 0x00]],
    [6, 3, false, 1, 0x0201, [6, 3, 0, 1, 0x01, 0x02]],
    [6, 1, false, 0, 0xffff, [6, 1, 0, 0, 0xff, 0xff]],
  ] as const)(
    'state %i, fault %i, gate %s, security %i, %i faults',
    (state, fault, gateOn, security, faultCount, expected) => {
      const bench = createDeviceBench({ model: { security } });
      Object.assign(bench.unit, { state, fault, gateOn, faultCount, version: 1 });
      bench.device.refresh();
      expect(bytes(bench, 0xd2)).toEqual([6, ...expected]);
    },
  );

  it('is composed again with a new version of the unit only', () => {
    const bench = createDeviceBench();
    bench.device.refresh();
    bench.sink.takeNews();
    bench.unit.state = 2;
    bench.device.refresh();
    expect(bench.sink.takeNews()).toEqual([]);
    bench.unit.version++;
    bench.device.refresh();
    expect(bench.sink.takeNews()).toEqual(['d2=06020000000000']);
  });
});

describe('0xD3 MFR_ENERGY_TOTAL', () => {
  it.each([
    // millijoules, eight bytes low first
    [0, [0, 0, 0, 0, 0, 0, 0, 0]],
    [1, [1, 0, 0, 0, 0, 0, 0, 0]],
    [0x8765_4321, [0x21, 0x43, 0x65, 0x87, 0, 0, 0, 0]],
    [0x1_0000_0000, [0, 0, 0, 0, 1, 0, 0, 0]],
  ])('%i mJ; the epoch is not known yet', (millijoules, expected) => {
    const energy = new EnergyTotal();
    energy.add(1000, millijoules); // 1 W for as many milliseconds
    const bench = createDeviceBench({ model: { energy } });
    expect(bytes(bench, 0xd3)).toEqual([12, ...expected, 0, 0, 0, 0]);
  });

  it('follows the total in whole millijoules', () => {
    const bench = createDeviceBench();
    bench.energy.add(1000, 2);
    bench.refreshTurns();
    expect(bytes(bench, 0xd3)).toEqual([12, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    bench.energy.add(1, 1); // a microjoule: no whole millijoule
    bench.refreshTurns();
    expect(bytes(bench, 0xd3)).toEqual([12, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('text of the identity', () => {
  const textOf = (model: string): string => {
    return createDeviceBench({ model: { identity: makeIdentity({ model }) } }).sink.replies.get(0x9a)!;
  };

  it('is cut at 32 characters: one block of SMBus 2', () => {
    expect(textOf('x'.repeat(40))).toBe(`20${'78'.repeat(32)}`);
  });

  it('may be empty', () => {
    expect(textOf('')).toBe('00');
  });

  it('is seven bits a character', () => {
    expect(textOf('\u00e4')).toBe('0164'); // 0xE4 & 0x7F
  });
});
