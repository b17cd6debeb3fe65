// What every check works with: the guest, the rack's socket, the units, and attributes read out of the guest.

import { addressOfSlot } from '../../firmware/smbus/limits';
import { PmbusClient } from '../../host-tools/client/pmbus-client';
import type { EmulatedRack } from './emulated-rack';
import type { Guest } from './guest-line';

export interface JudgedUnit {
  readonly slot: number;
  /** Two hexadecimal digits, as the guest's paths have them. */
  readonly address: string;
  readonly refusal: 'nack' | 'poison';
  readonly security: 'open' | 'closed';
}

export interface GuestAttribute {
  readonly mode: string;
  readonly value: string;
}

export class Job {
  readonly guest: Guest;
  readonly rack: EmulatedRack;
  readonly client: PmbusClient;
  readonly units: readonly JudgedUnit[];
  /** Lines of the bus trace so far, its header first. */
  readonly trace: string[] = [];
  /** Number of the adapter's bus in the guest. */
  bus = '';

  constructor(guest: Guest, rack: EmulatedRack, units: readonly JudgedUnit[]) {
    this.guest = guest;
    this.rack = rack;
    this.units = units;
    this.client = new PmbusClient(rack.socket);
  }

  unit(security: 'open' | 'closed', refusal: 'nack' | 'poison'): JudgedUnit {
    return this.units.find((unit) => unit.security === security && unit.refusal === refusal)!;
  }

  /** Every attribute of a bound unit. */
  async attributes(unit: JudgedUnit): Promise<ReadonlyMap<string, GuestAttribute>> {
    const text = await this.guest.must(`attributes ${this.bus} ${unit.address}`);
    const lines = text.split('\n').filter((line) => /^[a-z]+\d/.test(line));
    return new Map(
      lines.map((line) => {
        const [name, mode, ...value] = line.split(' ');
        return [name!, { mode: mode!, value: value.join(' ') }];
      }),
    );
  }

  /** One attribute as a number. @throws Error where the driver gives an error instead */
  async attribute(unit: JudgedUnit, name: string): Promise<number> {
    return Number(await this.guest.must(`cat $(hwmon ${this.bus} ${unit.address})/${name}`));
  }

  /** Writes an attribute. @returns the shell's exit code */
  async set(unit: JudgedUnit, name: string, value: number): Promise<number> {
    return (await this.guest.run(`echo ${value} > $(hwmon ${this.bus} ${unit.address})/${name}`)).code;
  }
}

export const judgedUnit = (unit: {
  slot: number;
  refusal: 'nack' | 'poison';
  security: 'open' | 'closed';
}): JudgedUnit => ({
  slot: unit.slot,
  refusal: unit.refusal,
  security: unit.security,
  address: addressOfSlot(unit.slot).toString(16),
});

export const named = ({ slot, security, refusal }: JudgedUnit): string => `unit ${slot} (${security}, ${refusal})`;
