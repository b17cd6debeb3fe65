// Runs while the firmware is preloaded, inside the tool that preloads: slim.ts puts its text behind the firmware's own, so that each of
// these functions may use nothing but what is in it and the language.

/**
 * Rows (plain objects in an array) lose what no name of `kept` reads; parts that are alike become one, and what rows have in common a
 * prototype of theirs; long lists of small numbers in them become bytes; all is frozen. @param tables constants in depth; @param kept names that code on the board mentions
 */
export function trimTables(tables: readonly object[], kept: ReadonlySet<string>): void {
  type Row = Record<string, unknown>;
  const done = new Set<object>();
  const numbers = new Map<unknown, number>();
  const same = new Map<string, object>();
  const isPlain = (value: unknown): value is Row =>
    typeof value === 'object' &&
    value !== null &&
    !Object.isFrozen(value) &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);
  /** Enough of them that bytes are smaller than slots. */
  const isBytes = (value: Row): boolean =>
    Array.isArray(value) && value.length >= 16 && value.every((one) => Number.isInteger(one) && one >= 0 && one < 256);
  const numberOf = (value: unknown): number => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  };
  const oneOf = (part: object): object => {
    const content = Object.entries(part).map(([key, value]) => `${key} ${numberOf(value)}`);
    const text = `${Array.isArray(part)} ${content.join()}`;
    const one = same.get(text) ?? part;
    same.set(text, one);
    return one;
  };
  const trim = (value: Row): void => {
    if (done.has(value)) return;
    done.add(value);
    for (const key of Object.keys(value)) {
      const part = value[key];
      if (!isPlain(part)) continue;
      if (isBytes(part)) {
        value[key] = Uint8Array.from(part as unknown as readonly number[]);
        continue;
      }
      if (Array.isArray(value) && !Array.isArray(part))
        for (const column of Object.keys(part)) if (!kept.has(column)) delete part[column];
      trim(part);
      value[key] = oneOf(part);
    }
    if (Array.isArray(value)) share([...new Set(value)].filter((row) => isPlain(row) && !Array.isArray(row)));
  };
  /** Columns in which few values stand go to a prototype, one for all rows that have the same there. */
  const share = (rows: readonly Row[]): void => {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
      (column) => new Set(rows.map((row) => numberOf(row[column]))).size * 4 <= rows.length,
    );
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const text = columns.map((column) => (column in row ? numberOf(row[column]) : '-')).join();
      groups.set(text, [...(groups.get(text) ?? []), row]);
    }
    for (const group of groups.values()) {
      const [first] = group;
      const common = columns.filter((column) => column in first!);
      // A slot for each column, and one for the prototype itself.
      if ((group.length - 1) * common.length < 2) continue;
      const prototype = Object.freeze(Object.fromEntries(common.map((column) => [column, first![column]])));
      for (const row of group) {
        for (const column of common) delete row[column];
        Object.setPrototypeOf(row, prototype);
      }
    }
  };
  for (const table of tables) if (isPlain(table)) trim(table);
  for (const table of tables) (Object.freeze as (value: object, deep: boolean) => void)(table, true);
}

/** The language's own objects lose what no name of `kept` mentions. @param kept with what the engine itself calls by name */
export function trimLanguage(kept: ReadonlySet<string>): void {
  const done = new Set<unknown>();
  const members: [Record<string, unknown>, string][] = [];
  const visit = (value: unknown): void => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    if (done.has(value)) return;
    done.add(value);
    for (const name of Object.getOwnPropertyNames(value)) {
      const member = Object.getOwnPropertyDescriptor(value, name)!;
      if (!kept.has(name) && member.configurable) members.push([value as Record<string, unknown>, name]);
      else visit(member.value);
    }
    visit(Object.getPrototypeOf(value));
  };
  for (const name of Object.getOwnPropertyNames(globalThis)) visit((globalThis as Record<string, unknown>)[name]);
  // From here on nothing is called.
  for (let i = 0; i < members.length; i++) {
    const [object, name] = members[i]!;
    delete object[name];
  }
}
