// The PIO block of rp2040js, stepped cycle by cycle beside the processor. rp2040js 1.4.1 steps all four machines one instruction
// at a time off a host timer; repaired here, from the RP2040 data sheet, section 3: only enabled machines run, delay cycles
// pass, an instruction written to SMx_INSTR ends a stall (3.5.2), and DMA takes time.
import type { RP2040, StateMachine } from 'rp2040js';
import type { Timeline } from './wires';

const SM_INSTR = 0x10;
/** From a full FIFO to the write at the other side: request, read, write, on an idle bus. Guessed, not measured. */
const DMA_CYCLES = 12;
const NS_PER_CYCLE = 8;

interface Machine {
  readonly sm: StateMachine;
  /** When its next instruction runs. */
  readyAt: number;
  /** Its count of cycles before the instruction that stalls. */
  before: number;
  stalled: boolean;
}

export class PioClock {
  /** A word that a machine gives the processor, or the processor a machine. */
  onWord: (machine: number, toProcessor: boolean, value: number) => void = () => {};
  readonly #timeline: Timeline;
  readonly #rp2040: RP2040;
  readonly #machines: Machine[];

  constructor(rp2040: RP2040, timeline: Timeline) {
    this.#rp2040 = rp2040;
    this.#timeline = timeline;
    const pio = rp2040.pio[0]!;
    pio.run = () => {};
    this.#machines = pio.machines.map((sm) => ({ sm, readyAt: 0, before: 0, stalled: false }));
    for (const machine of this.#machines) this.#repair(machine);
    for (const channel of rp2040.dma.channels) {
      const alarm = channel as unknown as { transferAlarm: { schedule(ns: number): void } };
      const schedule = alarm.transferAlarm.schedule.bind(alarm.transferAlarm);
      alarm.transferAlarm.schedule = (ns) => schedule(ns + DMA_CYCLES * NS_PER_CYCLE);
    }
  }

  #repair(machine: Machine): void {
    const { sm } = machine;
    const write = sm.writeUint32.bind(sm);
    sm.writeUint32 = (offset, value) => {
      if (offset !== SM_INSTR) return write(offset, value);
      sm.waiting = false;
      machine.before = sm.cycles;
      sm.executeInstruction(value & 0xffff);
      machine.stalled = sm.waiting;
      machine.readyAt = this.#timeline.now + 1;
    };
    const toProcessor = sm.rxFIFO.push.bind(sm.rxFIFO);
    sm.rxFIFO.push = (value) => {
      this.onWord(sm.index, true, value >>> 0);
      toProcessor(value);
    };
    const toMachine = sm.writeFIFO.bind(sm);
    sm.writeFIFO = (value) => {
      this.onWord(sm.index, false, value >>> 0);
      toMachine(value);
    };
  }

  /** After anything that may have ended a stall: a pin, a word, a flag. */
  settle(): void {
    for (const machine of this.#machines) {
      if (!machine.stalled || machine.sm.waiting) continue;
      machine.stalled = false;
      machine.readyAt = this.#timeline.now + (machine.sm.cycles - machine.before);
    }
  }

  /** When the next instruction of a machine runs; infinite while all are stalled. */
  get next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { sm, stalled, readyAt } of this.#machines) {
      if (sm.enabled && !stalled && readyAt < next) next = readyAt;
    }
    return next;
  }

  /** Runs the instructions that are due. */
  step(): void {
    for (const machine of this.#machines) {
      const { sm } = machine;
      if (!sm.enabled || machine.stalled || machine.readyAt > this.#timeline.now) continue;
      machine.before = sm.cycles;
      sm.step();
      machine.stalled = sm.waiting;
      machine.readyAt = this.#timeline.now + (sm.cycles - machine.before);
    }
    this.settle();
  }

  /** Lines that the block pulls low: direction out, value 0. */
  get pulls(): number {
    const pio = this.#rp2040.pio[0]!;
    return pio.pinDirections & ~pio.pinValues;
  }
}
