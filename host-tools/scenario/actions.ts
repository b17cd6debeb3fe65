// Carries out what a step does. Each says in words what was done, for the time line; an order of the operator says how it ended.
import { Operation, PowerCycle, RESET_UNIT } from '../../firmware/pmbus/commands';
import { encodeNumber } from '../../firmware/pmbus/number-format';
import { BoxError, decodeBox } from '../black-box/decode';
import { replay } from '../black-box/replay';
import type { BusFault } from '../bus/bus-fault';
import { findCommand } from '../client/pmbus-client';
import type { WirePlantFault } from '../client/socket-protocol';
import { UnitError } from '../client/unit-error';
import { applyPlantFault, type Outcome } from '../emulator/plant-faults';
import { durationNs, durationText } from '../text/duration';
import type { Action, OrderOutcome } from './action-forms';
import { eventsOf } from './events-of';
import type { Step } from './scenario-schema';
import type { Stage } from './stage';

/** Bytes of a transaction among which chance picks one: address, code, address, and the first of what follows. */
const NOISY_BYTES = 6;
const BITS = 8;

/** What cannot be done as things are: the step failed. */
export class ActionFailure extends Error {}

/** What was done; further lines are what the unit said then. */
type Done = string | readonly string[];
type Carry<F> = (stage: Stage, facts: F) => Done | Promise<Done>;
interface Row<F> {
  readonly who: string;
  readonly carryOut: Carry<F>;
}

const spoken = (outcome: Outcome): string => {
  if ('error' in outcome) throw new ActionFailure(outcome.error);
  return outcome.done;
};
/** A disturbance that the emulator knows by this kind. */
const disturbance =
  <F>(kind: WirePlantFault['kind']): Carry<F> =>
  ({ rack }, facts) =>
    spoken(applyPlantFault(rack, { kind, ...facts } as unknown as WirePlantFault));

const hand =
  (move: 'insert' | 'remove'): Carry<{ readonly slot: number }> =>
  ({ rack }, { slot }) => {
    if (!rack.unit(slot)!.tray[move]())
      throw new ActionFailure(`slot ${slot}: ${move === 'insert' ? 'a tray is in already' : 'no tray is in'}`);
    return `slot ${slot}: ${move === 'insert' ? 'pushes the tray in' : 'pulls the tray'}`;
  };

/** @throws ActionFailure where it ends otherwise than it has to */
async function order(wanted: OrderOutcome, what: string, carryOut: () => Promise<void>): Promise<string> {
  let ended: OrderOutcome = 'done';
  let words = 'done';
  try {
    await carryOut();
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    ended = error.kind;
    words = error.message;
  }
  if (ended !== wanted) throw new ActionFailure(`${what}: ${words}; expected: ${wanted}`);
  return ended === 'done' ? what : `${what}: ${words}`;
}

const OPERATIONS = { on: Operation.on, off: Operation.immediateOff } as const;

const power: Carry<Action<'power'>> = ({ client }, { slot, action, graceful, outcome }) =>
  order(outcome, `slot ${slot}: power ${action}${graceful ? ', gracefully' : ''}`, () => {
    if (action === 'reset') return client.write(slot, findCommand('MFR_RESET_UNIT')!, RESET_UNIT);
    if (action === 'cycle') {
      return client.write(slot, findCommand('MFR_POWER_CYCLE')!, graceful ? PowerCycle.graceful : PowerCycle.hard);
    }
    return client.write(slot, findCommand('OPERATION')!, graceful ? Operation.softOff : OPERATIONS[action]);
  });

const write: Carry<Action<'write'>> = ({ client }, { slot, command, value, outcome }) => {
  const spec = findCommand(command)!;
  const words =
    value === undefined
      ? ''
      : ` ${spec.format === 'bits' ? `0x${value.toString(16).toUpperCase()}` : `${value} ${spec.unit}`}`;
  const raw = encodeNumber(spec.format, spec.unit, value ?? 0);
  return order(outcome, `slot ${slot}: writes ${spec.name}${words}`, () => client.write(slot, spec, raw));
};

async function read(stage: Stage, { slot, command, times }: Action<'read'>): Promise<string> {
  const spec = findCommand(command)!;
  const values: number[] = [];
  let answered = 0;
  const failures = new Map<string, number>();
  for (let i = 0; i < times; i++) {
    try {
      const { value } = await stage.client.read(slot, spec);
      answered++;
      if (typeof value === 'number') values.push(value);
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      failures.set(error.kind, (failures.get(error.kind) ?? 0) + 1);
    }
  }
  const [lowest, highest] = values.length === 0 ? [undefined, undefined] : [Math.min(...values), Math.max(...values)];
  stage.reads = { answered, failed: times - answered, lowest, highest };
  const found = values.length === 0 ? '' : ` (${lowest === highest ? lowest : `${lowest} to ${highest}`} ${spec.unit})`;
  const failed = [...failures].map(([kind, count]) => `, ${count} ${kind}`).join('');
  return `slot ${slot}: reads ${spec.name} ${times} ${times === 1 ? 'time' : 'times'}: ${answered} answered${found}${failed}`;
}

function bus(stage: Stage, facts: Action<'bus'>): string {
  const { rack, random } = stage;
  const until = rack.scheduler.now + durationNs(facts.for);
  rack.bus.setNoise(() => {
    if (rack.scheduler.now >= until) rack.bus.setNoise(undefined);
    return rack.scheduler.now < until && random.below(100) < facts.percent ? strike(stage, facts) : undefined;
  });
  const often = facts.percent === 100 ? 'every transaction' : `${facts.percent} % of the transactions`;
  return `${facts.fault} in ${often} for ${durationText(durationNs(facts.for))}`;
}

function strike({ random }: Stage, { fault, byte, mask, milliseconds }: Action<'bus'>): BusFault {
  const at = byte ?? random.below(NOISY_BYTES);
  if (fault === 'flip') return { kind: fault, byte: at, mask: mask ?? 1 << random.below(BITS) };
  return fault === 'stuck-scl' ? { kind: fault, byte: at, milliseconds } : { kind: fault, byte: at };
}

async function show(stage: Stage, { slot, what }: Action<'show'>): Promise<Done> {
  if (what === 'log') {
    const sentences = await eventsOf(stage, slot);
    const head = `slot ${slot}: reads the event log, ${sentences.length} records since time 0`;
    return [head, ...sentences.map((sentence) => `  ${sentence}`)];
  }
  const box = decodeBox(await stage.client.readBox(slot, 0));
  const differences = replay(box).length;
  const again = differences === 0 ? 'the same' : `${differences} steps decided otherwise`;
  return `slot ${slot}: black box of ${box.fault}, ${box.steps.length} steps; done again: ${again}`;
}

type Rows = {
  readonly [K in keyof Omit<Step, 'at' | 'after' | 'note' | 'expect' | 'within' | 'for'>]-?: Row<NonNullable<Step[K]>>;
};

const ROWS: Rows = {
  insert: { who: 'hand', carryOut: hand('insert') },
  remove: { who: 'hand', carryOut: hand('remove') },
  rattle: { who: 'hand', carryOut: disturbance('rattle') },
  short: { who: 'plant', carryOut: disturbance('short') },
  load: { who: 'plant', carryOut: disturbance('load') },
  pulse: { who: 'plant', carryOut: disturbance('pulse') },
  heat: { who: 'plant', carryOut: disturbance('heat') },
  gate: { who: 'plant', carryOut: disturbance('gate') },
  deaf: { who: 'plant', carryOut: disturbance('deaf') },
  supply: { who: 'plant', carryOut: disturbance('supply') },
  brownOut: { who: 'plant', carryOut: disturbance('brown-out') },
  healSupply: { who: 'plant', carryOut: disturbance('heal-supply') },
  heal: { who: 'plant', carryOut: disturbance('heal') },
  sensor: { who: 'sensor', carryOut: disturbance('sensor') },
  bmcReset: { who: 'bmc', carryOut: disturbance('bmc-reset') },
  bmcPause: { who: 'bmc', carryOut: disturbance('bmc-pause') },
  flash: { who: 'bmc', carryOut: disturbance('flash') },
  bus: { who: 'bus', carryOut: bus },
  power: { who: 'operator', carryOut: power },
  write: { who: 'operator', carryOut: write },
  read: { who: 'operator', carryOut: read },
  show: { who: 'operator', carryOut: show },
};

/** Does what the step does, and tells it. */
export async function act(stage: Stage, step: Step): Promise<void> {
  for (const key of Object.keys(ROWS) as (keyof Rows)[]) {
    const facts = step[key];
    if (facts === undefined) continue;
    const { who, carryOut } = ROWS[key] as Row<unknown>;
    const ns = stage.ns;
    try {
      const done = await carryOut(stage, facts);
      if (typeof done === 'string') stage.line.add({ ns, who, text: done });
      else for (const text of done) stage.tell(who, text);
    } catch (error) {
      const isFailure = error instanceof ActionFailure || error instanceof UnitError || error instanceof BoxError;
      if (!isFailure) throw error;
      stage.line.add({ ns, who, text: error.message, passed: false });
    }
  }
}
