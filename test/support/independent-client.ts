// Another seat: a bus client written from SMBus 3.2 and PMBus Part II 1.3.1 alone, as somebody else's controller would be. It knows
// nothing of this firmware but its addresses; codes, formats and PEC are its own. It imports nothing of firmware/ or host-tools/.
import { crc8 } from './crc8';
import { linear11Step, linear11Value, linear11Word, ulinear16Value } from './pmbus-formats';

/** Messages as Linux's I2C_RDWR knows them. */
export type Message =
  | { readonly address: number; readonly write: Uint8Array }
  | { readonly address: number; readonly read: number; readonly block?: boolean };
export type Transfer = (
  messages: readonly Message[],
) => Promise<{ readonly status: string; readonly read: readonly Uint8Array[] }>;

/** Standard codes, Table 31. */
const Code = {
  OPERATION: 0x01,
  CLEAR_FAULTS: 0x03,
  CAPABILITY: 0x19,
  QUERY: 0x1a,
  VOUT_MODE: 0x20,
  STATUS_WORD: 0x79,
  READ_EIN: 0x86,
  READ_EOUT: 0x87,
  READ_VIN: 0x88,
  READ_IIN: 0x89,
  READ_VOUT: 0x8b,
  READ_IOUT: 0x8c,
  READ_TEMPERATURE_1: 0x8d,
  READ_POUT: 0x96,
  READ_PIN: 0x97,
  PMBUS_REVISION: 0x98,
  MFR_ID: 0x99,
  MFR_SERIAL: 0x9e,
} as const;
type CodeName = keyof typeof Code;

export interface Quantity {
  /** V, A, W, degrees Celsius or ms. */
  readonly value: number;
  /** Value of one step of the format. */
  readonly step: number;
}

export interface EnergyReading {
  readonly accumulator: number;
  readonly rollovers: number;
  readonly samples: number;
}

export class IndependentClient {
  readonly #transfer: Transfer;
  readonly #address: number;

  constructor(transfer: Transfer, address: number) {
    this.#transfer = transfer;
    this.#address = address;
  }

  byte(name: CodeName): Promise<number> {
    return this.#read(Code[name], 1).then(([byte]) => byte!);
  }

  word(name: CodeName): Promise<number> {
    return this.#read(Code[name], 2).then(([low, high]) => low! | (high! << 8));
  }

  async text(name: CodeName): Promise<string> {
    return String.fromCharCode(...(await this.#block(Code[name])));
  }

  /** LINEAR11, section 7.3. Codes beyond the list are given as numbers. */
  async linear11(name: CodeName | number): Promise<Quantity> {
    const [low, high] = await this.#read(typeof name === 'number' ? name : Code[name], 2);
    const word = low! | (high! << 8);
    return { value: linear11Value(word), step: linear11Step(word) };
  }

  /** ULINEAR16 with the exponent that the device gives, sections 8.3 and 8.4.1. */
  async outputVolts(): Promise<Quantity> {
    const mode = await this.byte('VOUT_MODE');
    if (mode >> 5 !== 0) throw new Error(`VOUT_MODE ${mode}: not ULINEAR16`);
    return { value: ulinear16Value(await this.word('READ_VOUT'), mode), step: ulinear16Value(1, mode) };
  }

  /** Section 18.13. */
  async energy(name: 'READ_EIN' | 'READ_EOUT'): Promise<EnergyReading> {
    const bytes = await this.#block(Code[name]);
    const at = (index: number): number => bytes[index]!;
    return {
      accumulator: at(0) + 256 * at(1),
      rollovers: at(2),
      samples: at(3) + 256 * at(4) + 65_536 * at(5),
    };
  }

  /** QUERY, section 11.13: may the device be asked this? */
  async isReadable(code: number): Promise<boolean> {
    const bytes = await this.#exchange([Code.QUERY, 1, code], 2, true);
    return ((bytes[1] ?? 0) & 0xa0) === 0xa0;
  }

  /** @returns whether the write was acknowledged to its end */
  async write(name: 'OPERATION', value: number): Promise<boolean> {
    return this.#send([Code[name], value]);
  }

  /** A limit in LINEAR11, by code. */
  async writeLinear11(code: number, value: number): Promise<boolean> {
    const word = linear11Word(value);
    return this.#send([code, word & 0xff, word >> 8]);
  }

  clearFaults(): Promise<boolean> {
    return this.#send([Code.CLEAR_FAULTS]);
  }

  async #send(bytes: readonly number[]): Promise<boolean> {
    const pec = crc8([this.#address << 1, ...bytes]);
    const { status } = await this.#transfer([{ address: this.#address, write: Uint8Array.of(...bytes, pec) }]);
    return status === 'ok';
  }

  #read(code: number, length: number): Promise<number[]> {
    return this.#exchange([code], length + 1, false);
  }

  async #block(code: number): Promise<number[]> {
    return (await this.#exchange([code], 2, true)).slice(1);
  }

  /** Bytes without the PEC, which has to be right: the code over a message and its PEC is 0. */
  async #exchange(write: readonly number[], length: number, block: boolean): Promise<number[]> {
    const address = this.#address;
    const messages = [
      { address, write: Uint8Array.from(write) },
      { address, read: length, block },
    ];
    const { status, read } = await this.#transfer(messages);
    const bytes = [...(read[0] ?? [])];
    if (status !== 'ok') throw new Error(`${address}: ${write}: ${status}`);
    if (crc8([address << 1, ...write, (address << 1) | 1, ...bytes]) !== 0)
      throw new Error(`${address}: ${write}: PEC`);
    return bytes.slice(0, -1);
  }
}
