// Counts what was checked, for a table at the end of a test file: per check and column, how many different rows.

export class CheckTable {
  readonly #columns: readonly string[];
  readonly #rows = new Map<string, Map<string, Set<string>>>();

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  /** `subject` passed `check`. Call it behind the expectations. */
  note(check: string, column: string, subject: string): void {
    const columns = this.#rows.get(check) ?? new Map<string, Set<string>>();
    this.#rows.set(check, columns.set(column, (columns.get(column) ?? new Set()).add(subject)));
  }

  text(title: string): string {
    const width = Math.max(title.length, ...[...this.#rows.keys()].map((check) => check.length)) + 2;
    const line = (first: string, cells: readonly string[]): string =>
      first.padEnd(width) + cells.map((cell) => cell.padStart(8)).join('');
    return [
      line(title, this.#columns),
      ...[...this.#rows].map(
        ([check, counts]) =>
        line(check, this.#columns.map((column) => String(counts.get(column)?.size ?? 0))), // biome-ignore format: one line
      ),
    ].join('\n');
  }
}
