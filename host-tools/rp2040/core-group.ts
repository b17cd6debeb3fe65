// All cores of one rack against its scheduler. A core runs ahead of rack time up to the next event of the rack, and stops where it
// touches the outside; that effect then happens in rack time at the core's cycle. With one core this is exact. Two cores see each
// other's effects at most `LOOKAHEAD` late, which is less than a bit of a bus at 1 MHz.
import type { Nanoseconds, ScheduledEvent, Scheduler } from '../sim/scheduler';

export const LOOKAHEAD = 500 as Nanoseconds;

/** What the group drives. */
export interface Runnable {
  /** When it needs to run next: its own time while it runs, its next alarm while it waits, infinity while it is off. */
  readonly time: number;
  /** Effects on the outside wait for `time`. */
  readonly hasEffects: boolean;
  /** A debugger holds the core: rack time stands still until this is settled. */
  readonly held: Promise<void> | undefined;
  /** Runs to `time` or the first effect on the outside. */
  runTo(time: number): void;
  /** Carries out the effects; rack time is the core's. */
  flush(): void;
}

const groups = new WeakMap<Scheduler, CoreGroup>();

export class CoreGroup {
  readonly #scheduler: Scheduler;
  readonly #members = new Set<Runnable>();
  #event: ScheduledEvent | undefined;
  #isRunning = false;

  /** The one group of a scheduler. */
  static of(scheduler: Scheduler): CoreGroup {
    let group = groups.get(scheduler);
    if (group === undefined) {
      group = new CoreGroup(scheduler);
      groups.set(scheduler, group);
    }
    return group;
  }

  private constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  add(member: Runnable): void {
    this.#members.add(member);
    this.wake();
  }

  remove(member: Runnable): void {
    this.#members.delete(member);
  }

  /** Something from outside reached a member: it may need to run earlier than planned. */
  wake(): void {
    if (this.#isRunning) return;
    const time = this.#first()?.time ?? Number.POSITIVE_INFINITY;
    if (this.#event !== undefined && this.#event.time <= time) return;
    this.#plan(time);
  }

  #plan(time: number): void {
    this.#scheduler.cancel(this.#event);
    this.#event = undefined;
    if (time === Number.POSITIVE_INFINITY) return;
    this.#event = this.#scheduler.at(Math.ceil(time) as Nanoseconds, () => this.#run());
  }

  #first(): Runnable | undefined {
    let first: Runnable | undefined;
    for (const member of this.#members) {
      if (first === undefined || member.time < first.time) first = member;
    }
    return first;
  }

  /** How far `first` may go: other members that run may have effects from their time on. */
  #reach(first: Runnable, horizon: number): number {
    let reach = horizon;
    for (const member of this.#members) {
      if (member !== first) reach = Math.min(reach, member.time + LOOKAHEAD);
    }
    return reach;
  }

  #run(): Promise<void> | undefined {
    const scheduler = this.#scheduler;
    this.#event = undefined;
    this.#isRunning = true;
    let first = this.#first();
    for (; first !== undefined && first.held === undefined; first = this.#first()) {
      if (first.hasEffects) {
        if (first.time > scheduler.now) break;
        first.flush();
        continue;
      }
      const horizon = scheduler.horizon;
      if (first.time >= horizon) break;
      first.runTo(this.#reach(first, horizon));
    }
    this.#isRunning = false;
    if (first === undefined) return undefined;
    if (first.held !== undefined) {
      this.#plan(first.time);
      return first.held;
    }
    // At the end of a run nothing else waits at this instant: not again before time passes.
    const isOver = scheduler.next !== scheduler.now && !first.hasEffects;
    this.#plan(Math.max(first.time, scheduler.now + (isOver ? 1 : 0)));
    return undefined;
  }
}
