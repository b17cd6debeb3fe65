// The same question to many units: one that gives no answer costs no other its row.
import { UnitError } from '../client/unit-error';

export interface Asked<T> {
  readonly rows: readonly T[];
  /** Why a unit has no row. One that was pulled meanwhile simply has none. */
  readonly troubles: readonly UnitError[];
}

export async function askEach<T>(slots: Iterable<number>, ask: (slot: number) => Promise<T>): Promise<Asked<T>> {
  const rows: T[] = [];
  const troubles: UnitError[] = [];
  for (const slot of slots) {
    try {
      rows.push(await ask(slot));
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      if (error.kind !== 'absent') troubles.push(error);
    }
  }
  return { rows, troubles };
}

/** Behind the rows: a line for each. @throws UnitError the last one, for its exit code */
export function tellTroubles(troubles: readonly UnitError[]): void {
  for (const { message } of troubles.slice(0, -1)) process.stderr.write(`racklet: ${message}\n`);
  const last = troubles.at(-1);
  if (last !== undefined) throw last;
}
