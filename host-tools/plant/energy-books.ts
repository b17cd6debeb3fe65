// The energy books of the whole plant: what the supply delivered, and where it went.
import { BranchAccount, type BranchCircuit } from './branch-circuit';
import { type Supply, SupplyAccount } from './supply';

/** Joules since power-on. */
export interface EnergyBooks {
  /** At the supply's terminals. */
  readonly delivered: number;
  /** Common part of the busbar, slots' parts, shunts. */
  readonly busbar: number;
  readonly slots: number;
  readonly shunts: number;
  /** Soft start and on resistance. */
  readonly gates: number;
  readonly loads: number;
  readonly shorts: number;
  readonly bleeds: number;
  /** BMCs, their diodes and resistors. */
  readonly bmcs: number;
  /** Stored in all capacitors, more than at power-on. */
  readonly capacitors: number;
  /** Delivered, less all the others. */
  readonly balance: number;
}

export function booksOf(supply: Supply, branches: readonly BranchCircuit[], heldSeconds: number): EnergyBooks {
  const sum = (account: number) => branches.reduce((joules, { meter }) => joules + meter.read(account, heldSeconds), 0);
  const stored = branches.reduce((joules, { output, bmc }) => joules + output.joules + bmc.holdUp.joules, 0);
  const delivered = supply.meter.read(SupplyAccount.delivered, heldSeconds);
  const parts = {
    busbar: supply.meter.read(SupplyAccount.busbar, heldSeconds),
    slots: sum(BranchAccount.slot),
    shunts: sum(BranchAccount.shunt),
    gates: sum(BranchAccount.gate),
    loads: sum(BranchAccount.load),
    shorts: sum(BranchAccount.short),
    bleeds: supply.meter.read(SupplyAccount.bleed, heldSeconds) + sum(BranchAccount.bleed),
    bmcs: sum(BranchAccount.bmc),
    capacitors: supply.output.joules - supply.initialJoules + stored,
  };
  return { delivered, ...parts, balance: Object.values(parts).reduce((rest, joules) => rest - joules, delivered) };
}
