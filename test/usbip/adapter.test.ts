// The USB/IP server and its adapter, with the kernel's side played byte by byte.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOfSlot } from '../../firmware/smbus/limits';
import { Parser } from '../../host-tools/usbip/parser';
import { crc8 } from '../support/crc8';
import { type Running, runningRack } from './bench';
import { importOf, LIST, submit, transfer, unlink, Wire } from './kernel-client';

let rack: Running;
const attached: Wire[] = [];
const attach = async (): Promise<Wire> => {
  const wire = await Wire.to(rack.port);
  // The one before may still be on its way out.
  await expect.poll(() => wire.import(), { timeout: 5000 }).toBe(0);
  attached.push(wire);
  return wire;
};
const detach = async (wire: Wire): Promise<void> => {
  wire.socket.destroy();
  await wire.closed();
};

beforeAll(async () => {
  rack = await runningRack('examples/rack.yaml');
});
afterAll(() => rack.stop());

describe('before the import', () => {
  it('lists one device: 0abf:3370, one interface of the vendor', async () => {
    const wire = await Wire.to(rack.port);
    wire.socket.write(LIST);
    const reply = await wire.take(12 + 312 + 4);
    expect(reply.subarray(0, 12).toString('hex')).toBe('011100050000000000000001');
    const record = reply.subarray(12);
    expect(record.toString('latin1', 256, 259)).toBe('1-2');
    // bus 1, device 2, full speed, vendor, product
    expect(record.subarray(288, 304).toString('hex')).toBe('0000000100000002000000020abf3370');
    expect([...record.subarray(306)]).toEqual([0, 0, 0, 1, 1, 1, 0xff, 0, 0, 0]);
    await detach(wire);
  });

  it('a bus id that is not there, and a second client, are refused cleanly', async () => {
    const first = await attach();
    const second = await Wire.to(rack.port);
    expect(await second.import('9-9')).toBe(4); // ST_NODEV
    expect(await second.import()).toBe(2); // ST_DEV_BUSY
    second.socket.write(LIST);
    expect((await second.take(12)).readUInt32BE(8)).toBe(0);
    expect(await transfer(first, addressOfSlot(1), [0x99], 9)).not.toBe('nack');
    await detach(first);
    // Free again: the second has it now.
    await expect.poll(() => second.import(), { timeout: 5000 }).toBe(0);
    expect(await transfer(second, addressOfSlot(1), [0x99], 9)).not.toBe('nack');
    await detach(second);
  });
});

describe('endpoint 0', () => {
  it('descriptors, cut to the length that was asked for; a stall for what there is not', async () => {
    const wire = await attach();
    expect((await wire.control('8006 0001 0000 4000', 64)).data.toString('hex')).toBe(
      '120100020000004' + '0bf0a7033000101020301',
    );
    expect((await wire.control('8006 0001 0000 0800', 8)).data.length).toBe(8);
    const configuration = (await wire.control('8006 0002 0000 ff00', 255)).data;
    expect(configuration.readUInt16LE(2)).toBe(configuration.length);
    // Bulk endpoints, OUT ahead of IN.
    expect([configuration[20], configuration[27]]).toEqual([0x02, 0x84]);
    expect((await wire.control('8006 0203 0904 ff00', 255)).data.toString('utf16le', 2)).toContain('U2C-12');
    expect((await wire.control('8006 0f03 0904 ff00', 255)).status).toBe(-32);
    expect((await wire.control('8006 0006 0000 0a00', 10)).status).toBe(-32);
    await detach(wire);
  });
});

describe('the bus through the adapter', () => {
  it('reads, reads blocks, with PEC; nobody answers where nobody is', async () => {
    const wire = await attach();
    const address = addressOfSlot(1);
    const id = [7, ...Buffer.from('Racklet')];
    // SMBus 3.2, 6.5.7: block read. The PEC is over both addresses, the command, the count and the bytes.
    const pec = crc8([address << 1, 0x99, (address << 1) | 1, ...id]);
    expect(await transfer(wire, address, [0x99], 9)).toEqual([...id, pec]);
    expect(await transfer(wire, 0x50, [0x00], 1)).toBe('nack');
    expect((await transfer(wire, address, [0x88], 2)) as number[]).toHaveLength(2);
    await detach(wire);
  });

  it('writes arrive: WRITE_PROTECT with a PEC', async () => {
    const wire = await attach();
    const address = addressOfSlot(1);
    const write = async (value: number) => {
      const bytes = [0x10, value];
      return transfer(wire, address, [...bytes, crc8([address << 1, ...bytes])], 0);
    };
    expect(await write(0x40)).toEqual([]);
    await expect.poll(async () => (await transfer(wire, address, [0x10], 1))[0]).toBe(0x40);
    expect(await write(0x00)).toEqual([]);
    await expect.poll(async () => (await transfer(wire, address, [0x10], 1))[0]).toBe(0x00);
    await detach(wire);
  });

  it('what it does not know it says, and goes on; bytes without a START are errors', async () => {
    const wire = await attach();
    expect([...(await wire.command(0x77))]).toEqual([6]);
    expect([...(await wire.command(0x0a))]).toEqual([1, 0, 0]);
    expect([...(await wire.command(0x1b, 20))]).toEqual([0]);
    expect([...(await wire.command(0x13, 0x20))]).toEqual([5]);
    expect([...(await wire.command(0x14, 1))]).toEqual([0xff, 5]);
    expect([...(await wire.command(0x0e))]).toEqual([5]);
    expect([...(await wire.command(0x0d))]).toEqual([0]);
    await detach(wire);
  });

  it('an IN that waits can be unlinked; one that is gone cannot', async () => {
    const wire = await attach();
    wire.socket.write(Buffer.concat([submit(900, 4, true, 64), unlink(901, 900), unlink(902, 900)]));
    expect(await wire.returned(new Set())).toMatchObject({ command: 4, sequence: 901, status: -104 });
    expect(await wire.returned(new Set())).toMatchObject({ command: 4, sequence: 902, status: 0 });
    await detach(wire);
  });

  it('a START drops the answers that a driver gave up', async () => {
    const wire = await attach();
    // Two commands whose answers nobody fetches.
    wire.socket.write(
      Buffer.concat([submit(1000, 2, false, 1, Uint8Array.of(0x0a)), submit(1001, 2, false, 1, Uint8Array.of(0x0b))]),
    );
    for (const sequence of [1000, 1001]) expect((await wire.returned(new Set())).sequence).toBe(sequence);
    expect(await transfer(wire, addressOfSlot(2), [0x99], 8)).toEqual([7, ...Buffer.from('Racklet')]);
    await detach(wire);
  });
});

describe('one bus for all', () => {
  it('transactions of the socket and of the adapter do not tear into each other', async () => {
    const wire = await attach();
    const { controller } = rack.emulator.rack;
    const reads = { adapter: 0, socket: 0 };
    const id = [7, ...Buffer.from('Racklet')];
    const bySocket = async () => {
      for (let i = 0; i < 300; i++) {
        const { status, read } = await controller.transfer([
          { address: addressOfSlot(2), write: Uint8Array.of(0x99) },
          { address: addressOfSlot(2), read: 8 },
        ]);
        expect([status, [...read[0]!]]).toEqual(['ok', id]);
        reads.socket++;
      }
    };
    const byAdapter = async () => {
      for (let i = 0; i < 100; i++) {
        expect(await transfer(wire, addressOfSlot(1), [0x99], 8)).toEqual(id);
        reads.adapter++;
      }
    };
    await Promise.all([bySocket(), byAdapter()]);
    expect(reads).toEqual({ adapter: 100, socket: 300 });
    await detach(wire);
  });

  it('a client that vanishes in the middle of a transaction leaves the bus idle', async () => {
    for (const commands of [
      [[0x0c]],
      [[0x0c], [0x13, 0x22]],
      [[0x0c], [0x13, 0x22], [0x13, 0x99], [0x0e], [0x13, 0x23], [0x14, 1]],
    ]) {
      const wire = await attach();
      for (const command of commands) await wire.command(...command);
      await detach(wire);
      const { status } = await rack.emulator.rack.controller.transfer([
        { address: addressOfSlot(1), write: Uint8Array.of(0x99) },
        { address: addressOfSlot(1), read: 8 },
      ]);
      expect(status).toBe('ok');
    }
  });
});

it('a client that holds the bus does not keep the emulator from its end', async () => {
  const held = await runningRack('examples/rack.yaml');
  const wire = await Wire.to(held.port);
  await wire.import();
  await wire.command(0x0c);
  await wire.command(0x13, addressOfSlot(1) << 1);
  await held.stop();
  await wire.closed();
});

describe('any cutting of the bytes by TCP', () => {
  it('gives the same messages', () => {
    const session = Buffer.concat([
      submit(1, 2, false, 3, Uint8Array.of(0x0c, 0x13, 0x20)),
      submit(2, 4, true, 64),
      unlink(3, 2),
      submit(4, 0, true, 18, Buffer.alloc(0), Buffer.from('8006000100001200', 'hex')),
    ]);
    const messagesOf = (cuts: readonly number[]): unknown[] => {
      const parser = new Parser();
      parser.push(importOf('1-2'));
      const found: unknown[] = [parser.next()];
      parser.isImported = true;
      let from = 0;
      for (const cut of [...cuts, session.length]) {
        parser.push(session.subarray(from, cut));
        from = cut;
        for (let message = parser.next(); message !== undefined; message = parser.next()) found.push(message);
      }
      return found;
    };
    const whole = messagesOf([]);
    expect(whole).toHaveLength(5);
    for (let cut = 1; cut < session.length; cut++) expect(messagesOf([cut])).toEqual(whole);
    expect(messagesOf(Array.from({ length: session.length - 1 }, (_, i) => i + 1))).toEqual(whole);
  });
});
