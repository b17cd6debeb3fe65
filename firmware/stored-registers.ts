// Which registers the configuration keeps, and their way into the store and back. PMBus Part II 1.3.1, sections 11.4 and 11.5.
// Not kept: OPERATION (MFR_RESTORE_POLICY says what becomes of it) and WRITE_PROTECT (a closed unit is closed after each reset).
import { NOT_SUPPORTED, ROW_OF_CODE, ROWS } from './pmbus/commands';
import type { Registers } from './pmbus/registers';
import type { ConfigStore } from './store/config-store';

const NOT_KEPT = ['OPERATION', 'WRITE_PROTECT'];
/** Read-only once built, as the column is. */
const KEPT = Uint8Array.from(ROWS.keys()).filter(
  (row) => ROWS[row]!.origin.kind === 'register' && !NOT_KEPT.includes(ROWS[row]!.name),
);
/** By code; NOT_SUPPORTED where none is kept. */
const KEPT_ROW_OF_CODE = ROW_OF_CODE.map((row) => (KEPT.includes(row) ? row : NOT_SUPPORTED));

/** STORE_USER_ALL. @returns false where it cannot be begun */
export function storeRegisters(registers: Registers, config: ConfigStore): boolean {
  if (!config.begin()) return false;
  for (let i = 0; i < KEPT.length; i++) config.put(ROWS[KEPT[i]!]!.code, registers.get(KEPT[i]!));
  config.commit();
  return true;
}

/** RESTORE_USER_ALL, and every start. A value that this firmware does not take is left out, and told of. */
export function restoreRegisters(
  registers: Registers,
  config: ConfigStore,
  onRejected: (code: number, value: number) => void,
): void {
  const { entries } = config;
  for (let at = 0; at < 2 * config.count; at += 2) {
    const code = entries[at]! & 0xff;
    const row = KEPT_ROW_OF_CODE[code]!;
    const value = entries[at + 1]!;
    // Most are as the table has them.
    if (row !== NOT_SUPPORTED && registers.get(row) === value) continue;
    if (row === NOT_SUPPORTED || !registers.set(row, value)) onRejected(code, value);
  }
}
