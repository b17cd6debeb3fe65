// Defaults of a branch: what a unit, its gate and its BMC are where nobody says otherwise.
import { type BmcSupplyOptions, DEFAULT_BMC_SUPPLY } from './bmc-supply';
import type { BranchOptions } from './branch-circuit';
import { DEFAULT_E_FUSE, type EFuseOptions } from './e-fuse';
import { DEFAULT_GATE, type GateOptions } from './gate';
import { DEFAULT_START_VOLTS, DEFAULT_STOP_VOLTS } from './load';
import { constantDraw, type LoadProfile } from './load-profile';

/** Whatever is left out has its default. */
export interface BranchSettings {
  /** The next free one by default. */
  readonly slot?: number;
  readonly load?: LoadProfile;
  readonly stopVolts?: number;
  readonly startVolts?: number;
  readonly farads?: number;
  readonly bleedOhms?: number;
  readonly slotOhms?: number;
  readonly shuntOhms?: number;
  readonly gate?: Partial<GateOptions>;
  readonly eFuse?: Partial<EFuseOptions>;
  readonly bmc?: Partial<BmcSupplyOptions>;
}

/** Capacitors and bleed are guesses: no source for a Raspberry Pi's inrush was found. */
const DEFAULT_FARADS = 470e-6;
const DEFAULT_BLEED_OHMS = 100;
/** Power pins and busbar tap. A guess. */
const DEFAULT_SLOT_OHMS = 2e-3;
const DEFAULT_SHUNT_OHMS = 10e-3;
const DEFAULT_AMPS = 0.6;

export function branchOptions(settings: BranchSettings, nextSlot: number): BranchOptions {
  return {
    slot: settings.slot ?? nextSlot,
    load: {
      profile: settings.load ?? constantDraw({ amps: DEFAULT_AMPS }),
      stopVolts: settings.stopVolts ?? DEFAULT_STOP_VOLTS,
      startVolts: settings.startVolts ?? DEFAULT_START_VOLTS,
    },
    farads: settings.farads ?? DEFAULT_FARADS,
    bleedOhms: settings.bleedOhms ?? DEFAULT_BLEED_OHMS,
    slotOhms: settings.slotOhms ?? DEFAULT_SLOT_OHMS,
    shuntOhms: settings.shuntOhms ?? DEFAULT_SHUNT_OHMS,
    gate: { ...DEFAULT_GATE, ...settings.gate },
    eFuse: { ...DEFAULT_E_FUSE, ...settings.eFuse },
    bmc: { ...DEFAULT_BMC_SUPPLY, ...settings.bmc },
  };
}
