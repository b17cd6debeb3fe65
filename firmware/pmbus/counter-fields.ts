// Widths of the target port's counters in MFR_BUS_COUNTERS, in the port's order (io/smbus-target/counters.ts), from the table.
import { ROWS, rowOfName } from './commands';

export const COUNTER_FIELDS = Uint8Array.from(ROWS[rowOfName('MFR_BUS_COUNTERS')]!.fields ?? [], ({ bytes }) => bytes);
