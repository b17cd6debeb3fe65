// Checks by name: each passes or fails, none is left out in silence. Prints them as they come; counts them for the summary.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface CheckResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly detail: string;
}

const LONGEST_TRIES = 3;

export class Results {
  /** How often something outside disturbed the checks so far. */
  disturbances: () => number = () => 0;
  readonly list: CheckResult[] = [];
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /**
   * Runs a check. What it throws is its failure; what it returns is shown beside its name. One that failed while something outside
   * disturbed it is run again; if it cannot be decided it counts as skipped.
   */
  async check(name: string, run: () => Promise<string | undefined>): Promise<void> {
    for (let tries = 1; ; tries++) {
      const before = this.disturbances();
      try {
        this.#add({ name, outcome: 'passed', detail: (await run()) ?? '' });
        return;
      } catch (error) {
        const detail = (error as Error).message;
        if (this.disturbances() === before) {
          this.#add({ name, outcome: 'failed', detail });
          return;
        }
        if (tries === LONGEST_TRIES) {
          this.skip(name, `this computer is too busy: the kernel waits 100 ms for the adapter (${detail})`);
          return;
        }
        this.#print(`again   ${name}: the kernel gave up waiting for the adapter (${detail})`);
      }
    }
  }

  skip(name: string, why: string): void {
    this.#add({ name, outcome: 'skipped', detail: why });
  }

  fail(name: string, why: string): void {
    this.#add({ name, outcome: 'failed', detail: why });
  }

  count(outcome: CheckResult['outcome']): number {
    return this.list.filter((result) => result.outcome === outcome).length;
  }

  /** The counts under the names of vitest's JSON report, so that one summary reads both. */
  write(path: string): void {
    mkdirSync(dirname(path), { recursive: true });
    const report = {
      numTotalTests: this.list.length,
      numPassedTests: this.count('passed'),
      numFailedTests: this.count('failed'),
      numPendingTests: this.count('skipped'),
      numTodoTests: 0,
      checks: this.list,
    };
    writeFileSync(path, `${JSON.stringify(report, undefined, 2)}\n`);
  }

  #add(result: CheckResult): void {
    this.list.push(result);
    this.#print(`${result.outcome.padEnd(7)} ${result.name}${result.detail === '' ? '' : `: ${result.detail}`}`);
  }
}

export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
