// What rp2040js's Cortex-M0+ lacks: cycles of exception entry and of PUSH and POP with LR and PC, interrupts that are latched, WFI with
// interrupts masked, events, HardFault and lockup. Sources: ARMv6-M Architecture Reference Manual; Cortex-M0+ Technical Reference
// Manual, sections 3.3 and 3.9.
import type { RP2040 } from 'rp2040js';
import type { Chip } from './chip';
import type { CycleClock } from './cycle-clock';

export type Core = RP2040['core'];

const HARD_FAULT = 3;
const NMI = 2;
const FIRST_IRQ = 16;
const IRQS = 26;
const NVIC_ICPR = 0x280;
const LOWEST_PRIORITY = 4;

const isPushLr = (opcode: number): boolean => opcode >>> 8 === 0xb5;
const isPopPc = (opcode: number): boolean => opcode >>> 8 === 0xbd;

/** A fault that the instruction under way raised. */
export interface PendingFault {
  readonly reason: string;
  readonly pc: number;
}

export class CoreExtras {
  fault: PendingFault | undefined;
  isLockedUp = false;
  readonly #chip: Chip;
  readonly #core: Core;
  readonly #clock: CycleClock;
  readonly #entryCycles: number;
  /** Levels of the interrupt lines. */
  #lines = 0;

  constructor(chip: Chip, clock: CycleClock, entryCycles: number) {
    this.#chip = chip;
    this.#core = chip.core;
    this.#clock = clock;
    this.#entryCycles = entryCycles;
    this.#countCycles();
    this.#latchInterrupts();
    this.#catchFaults();
  }

  /** The instruction under way faults. The first reason counts. */
  raise(reason: string): void {
    const pc = this.#core.PC & ~1;
    this.fault ??= { reason, pc: reason.endsWith(pc.toString(16).padStart(8, '0')) ? pc : (pc - 2) >>> 0 };
    this.#clock.limit = 0;
  }

  /** Takes the fault that waits: an exception, or a lockup where one is not possible. @returns it */
  takeFault(): PendingFault | undefined {
    const { fault } = this;
    if (fault === undefined) return undefined;
    const core = this.#core;
    this.fault = undefined;
    core.waiting = false;
    if (core.IPSR === HARD_FAULT || core.IPSR === NMI) this.isLockedUp = true;
    else {
      core.PC = fault.pc;
      core.exceptionEntry(HARD_FAULT);
    }
    return fault;
  }

  /** Entry 15 cycles; PUSH with LR and POP with PC one more than rp2040js counts: 1 + N and 3 + N, N with LR and PC. */
  #countCycles(): void {
    const core = this.#core;
    const chip = this.#chip;
    const enter = core.exceptionEntry.bind(core);
    core.exceptionEntry = (exception) => {
      const irq = exception - FIRST_IRQ;
      if (irq >= 0) core.pendingInterrupts &= ~(1 << irq);
      enter(exception);
      core.cycles += this.#entryCycles;
      if ((core.PC & 1) === 0) this.raise(`vector ${exception} without the Thumb bit`);
      else if (isPushLr(chip.readUint16(core.PC & ~1))) core.cycles++;
    };
    core.blTaken = () => {
      if (isPushLr(chip.readUint16(core.PC & ~1))) core.cycles++;
    };
    const branch = core.BXWritePC.bind(core);
    core.BXWritePC = (address) => {
      if (isPopPc(chip.readUint16((core.PC - 2) & ~1))) core.cycles++;
      if ((address & 1) === 0 && (core.IPSR === 0 || address >>> 28 !== 0xf)) this.raise('branch out of Thumb state');
      branch(address);
    };
  }

  /**
   * A line that rises makes its interrupt pending, and it stays so when the line falls; entry ends it; on return a line that is still
   * high makes it pending anew. Cortex-M0+ Devices Generic User Guide, section 4.2.9.
   */
  #latchInterrupts(): void {
    const core = this.#core;
    core.setInterrupt = (irq, value) => {
      const bit = 1 << irq;
      if (!value) this.#lines &= ~bit;
      else if ((this.#lines & bit) === 0) {
        this.#lines |= bit;
        this.#pend(bit);
      }
    };
    const leave = core.exceptionReturn.bind(core);
    core.exceptionReturn = (value) => {
      const bit = core.IPSR >= FIRST_IRQ ? 1 << (core.IPSR - FIRST_IRQ) : 0;
      leave(value);
      if ((this.#lines & bit) !== 0) core.pendingInterrupts |= bit;
    };
    core.checkForInterrupts = () => this.#check();
    const { ppb } = this.#chip;
    const write = ppb.writeUint32.bind(ppb);
    ppb.writeUint32 = (offset, value) => {
      if (offset !== NVIC_ICPR) write(offset, value);
      else core.pendingInterrupts = (core.pendingInterrupts & ~value) | (this.#lines & value & ~this.#active());
    };
  }

  #active(): number {
    const { IPSR } = this.#core;
    return IPSR >= FIRST_IRQ ? 1 << (IPSR - FIRST_IRQ) : 0;
  }

  #pend(bit: number): void {
    const core = this.#core;
    core.pendingInterrupts |= bit;
    core.interruptsUpdated = true;
    if (core.waiting && this.#check()) core.waiting = false;
  }

  /** Enters what is pending and has a higher priority than what runs. With PRIMASK set it only ends a WFI. */
  #check(): boolean {
    const core = this.#core;
    if (core.pendingNMI) {
      core.pendingNMI = false;
      core.exceptionEntry(NMI);
      return true;
    }
    const exception = this.#next(core.exceptionPriority(core.IPSR));
    if (exception === 0 || core.PM) {
      if (exception !== 0) core.waiting = false;
      core.interruptsUpdated = false;
      return false;
    }
    if (exception === 11) core.pendingSVCall = false;
    else if (exception === 14) core.pendingPendSV = false;
    else if (exception === 15) core.pendingSystick = false;
    core.exceptionEntry(exception);
    return true;
  }

  /** The exception to enter below `ceiling`: by priority, then by number. 0: none. */
  #next(ceiling: number): number {
    const core = this.#core;
    const ready = core.pendingInterrupts & core.enabledInterrupts;
    for (let priority = 0; priority < Math.min(ceiling, LOWEST_PRIORITY); priority++) {
      if (core.pendingSVCall && priority === core.svCallPriority) return 11;
      if (core.pendingPendSV && priority === core.pendSVPriority) return 14;
      if (core.pendingSystick && priority === core.systickPriority) return 15;
      const level = ready & core.interruptPriorities[priority]!;
      if (level !== 0) return FIRST_IRQ + (31 - Math.clz32(level & -level));
    }
    return 0;
  }

  /** Accesses that nothing answers, undefined instructions, breakpoints without a debugger; SEV, which rp2040js only logs. */
  #catchFaults(): void {
    const core = this.#core;
    this.#chip.onBusFault = (reason) => this.raise(reason);
    const ignore = (): void => {};
    this.#chip.logger = {
      debug: ignore,
      error: ignore,
      info: (_name, message) => {
        if (message === 'SEV') core.eventRegistered = true;
      },
      warn: (_name, message) => {
        if (message.includes('is not implemented yet')) this.raise('undefined instruction');
        else this.#warn(message);
      },
    };
  }

  /** What rp2040js could not do, each text once. */
  readonly warnings = new Set<string>();

  #warn(message: string): void {
    if (this.warnings.size < 100) this.warnings.add(message);
  }

  /** Interrupts of the chip: 26 lines. */
  static readonly irqs = IRQS;
}
