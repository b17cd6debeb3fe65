// The Linux bus adapter on a device and a file system of the test: layouts, errors and their messages. No real bus here.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LinuxI2cAdapter } from '../../host-tools/client/linux/i2c-adapter';
import {
  type I2cDevice,
  type IoctlMessage,
  KernelError,
  linuxI2cDevice,
} from '../../host-tools/client/linux/i2c-ioctl';
import { temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);

const errno = (name: keyof typeof constants.errno) => new KernelError(constants.errno[name]);

/** Fills reads with what `answers` has for them; throws what it holds. */
function device(answers: (readonly number[] | KernelError)[], seen: IoctlMessage[][] = []): I2cDevice {
  return {
    open: () => 3,
    transfer: (_fd, messages) => {
      seen.push([...messages]);
      const answer = answers.shift();
      if (answer instanceof KernelError) throw answer;
      messages.find(({ isRead }) => isRead)?.buffer.set(answer ?? []);
    },
    close: () => {},
  };
}

const adapterOn = (fake: I2cDevice, root = folder.path) =>
  new LinuxI2cAdapter({ path: '/dev/i2c-1', device: fake, root });

describe('linux i2c adapter', () => {
  it('sends messages as they are and gives back what was read', async () => {
    const seen: IoctlMessage[][] = [];
    const adapter = adapterOn(device([[0x8b, 0xca, 0x86]], seen));
    const result = await adapter.transfer([
      { address: 0x11, write: Uint8Array.of(0x88) },
      { address: 0x11, read: 3 },
    ]);
    expect([...result.read[0]!]).toEqual([0x8b, 0xca, 0x86]);
    expect(seen[0]!.map(({ address, isRead, block }) => ({ address, isRead, block }))).toEqual([
      { address: 0x11, isRead: false, block: false },
      { address: 0x11, isRead: true, block: false },
    ]);
  });

  it('a block read asks for the count, 32 bytes and what comes behind, and cuts to what came', async () => {
    const seen: IoctlMessage[][] = [];
    const adapter = adapterOn(device([[2, 0xaa, 0xbb, 0xcc]], seen));
    const result = await adapter.transfer([{ address: 0x11, read: 2, block: true }]);
    expect([...result.read[0]!]).toEqual([2, 0xaa, 0xbb, 0xcc]);
    expect(seen[0]![0]!.buffer.length).toBe(34);
  });

  it.each([
    ['ENXIO', 'address-nack'],
    ['EREMOTEIO', 'data-nack'],
    ['ETIMEDOUT', 'timeout'],
    ['EAGAIN', 'arbitration-lost'],
    ['EPROTO', 'protocol'],
  ] as const)('%s is %s', async (name, status) => {
    // EREMOTEIO, which Node does not name, is 121 on Linux.
    const error = name === 'EREMOTEIO' ? new KernelError(121) : errno(name);
    const adapter = adapterOn(device([error]));
    expect((await adapter.transfer([{ address: 0x11, read: 1 }])).status).toBe(status);
  });

  it('an address that a kernel driver holds has its own message', async () => {
    const devices = join(folder.path, 'sys/bus/i2c/devices/1-0012');
    mkdirSync(devices, { recursive: true });
    symlinkSync('../../drivers/pmbus', join(devices, 'driver'));
    mkdirSync(join(folder.path, 'sys/bus/i2c/devices/drivers/pmbus'), { recursive: true });
    mkdirSync(join(folder.path, 'sys/bus/i2c/drivers/pmbus'), { recursive: true });
    mkdirSync(join(folder.path, 'sys/bus/drivers/pmbus'), { recursive: true });
    const adapter = adapterOn(device([]));
    await expect(adapter.transfer([{ address: 0x12, read: 1 }])).rejects.toThrow(
      'address 0x12 is held by the kernel driver pmbus (EBUSY). Release it: echo 1-0012 > /sys/bus/i2c/drivers/pmbus/unbind',
    );
  });

  it('knows controllers that do not stretch by their name', () => {
    const dir = join(folder.path, 'sys/class/i2c-dev/i2c-1');
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'name'), 'bcm2835 (i2c@7e804000)\n');
    expect(adapterOn(device([])).stretches).toBe(false);
    writeFileSync(join(dir, 'name'), 'Synopsys DesignWare I2C adapter\n');
    expect(adapterOn(device([])).stretches).toBe(true);
  });

  it.each([
    ['ENOENT', 'no bus /dev/i2c-1. Load its driver with: modprobe i2c-dev. Buses here: none'],
    ['EACCES', 'no permission for /dev/i2c-1. Join its group: sudo usermod -aG i2c $USER, then log in again'],
    ['EMFILE', 'cannot open /dev/i2c-1: EMFILE'],
  ] as const)('%s at opening', (name, message) => {
    const broken: I2cDevice = {
      ...device([]),
      open: () => {
        throw errno(name);
      },
    };
    expect(() => adapterOn(broken)).toThrow(message);
  });

  it('a path that is no bus', () => {
    expect(() => new LinuxI2cAdapter({ path: '/dev/null', device: device([]) })).toThrow('/dev/null is no I2C bus');
  });

  it.skipIf(process.platform !== 'linux')(
    'the real C library says ENOENT for a bus that is not there, and ENOTTY for a file that is no bus',
    () => {
      const real = linuxI2cDevice();
      expect(() => real.open('/dev/i2c-254')).toThrow('ENOENT');
      const fd = real.open('/dev/null');
      expect(() => real.transfer(fd, [{ address: 1, isRead: false, block: false, buffer: Buffer.of(1) }])).toThrow(
        'ENOTTY',
      );
      real.close(fd);
    },
  );
});
