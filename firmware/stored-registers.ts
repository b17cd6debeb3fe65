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
const IS_KEPT = Uint8Array.from(ROWS, (_, row) => (KEPT.includes(row) ? 1 : 0));

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
  for (let i = 0; i < config.count; i++) {
    const code = config.codeAt(i);
    const row = ROW_OF_CODE[code]!;
    const value = config.valueAt(i);
    const isKept = row !== NOT_SUPPORTED && IS_KEPT[row] === 1;
    // Most are as the table has them.
    if (isKept && registers.get(row) === value) continue;
    if (!isKept || !registers.set(row, value)) onRejected(code, value);
  }
}
