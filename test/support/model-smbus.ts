// The models of the sensors behind the io type that the driver is given.
import type { SMBus, SMBusConstructor } from '../../firmware/io/embedded';
import type { SensorModel } from '../../host-tools/sensors/sensor-model';

/** @param before called ahead of every access, with its number */
export function smbusOf(model: SensorModel, before: (access: number) => void = () => {}): SMBusConstructor {
  let accesses = 0;
  const bytesOf = (register: number): Uint8Array => {
    before(accesses++);
    const bytes = model.read(register);
    if (bytes === undefined) throw new Error('no acknowledgement');
    return bytes;
  };
  return class implements SMBus {
    readUint16(register: number, bigEndian: boolean): number {
      const [first, second] = bytesOf(register) as unknown as [number, number];
      return bigEndian ? (first << 8) | second : (second << 8) | first;
    }
    readBuffer(register: number, buffer: Uint8Array): void {
      buffer.set(bytesOf(register).subarray(0, buffer.length));
    }
    writeUint16(register: number, value: number, bigEndian: boolean): void {
      before(accesses++);
      const word = bigEndian ? value : ((value & 0xff) << 8) | (value >> 8);
      if (!model.write(register, word)) throw new Error('no acknowledgement');
    }
    close(): void {}
  };
}
