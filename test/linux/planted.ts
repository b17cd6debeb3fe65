// Defects planted into a copy of the firmware, each of which the judgement has to catch. The copy is patched as text; the firmware
// itself knows nothing of this.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Defect {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const PLANTED: Readonly<Record<string, Defect>> = {
  /** VOUT_MODE tells an exponent that the voltages do not have. */
  exponent: {
    file: 'firmware/pmbus/table/control.ts',
    from: "constant(0x20, 'VOUT_MODE', VOUT_MODE_BYTE,",
    to: "constant(0x20, 'VOUT_MODE', VOUT_MODE_BYTE + 1,",
  },
  /** The over-current warning never gets its bit in STATUS_IOUT. */
  'status-bit': {
    file: 'firmware/pmbus/status-bits.ts',
    from: 'overCurrentWarning: 0x20',
    to: 'overCurrentWarning: 0x00',
  },
  /** READ_TEMPERATURE_2 is answered, and nothing promises it. */
  phantom: {
    file: 'firmware/pmbus/table/readings.ts',
    from: "  reading(0x96, 'READ_POUT',",
    to: "  reading(0x8e, 'READ_TEMPERATURE_2', 'mdegC', Channel.temperature, 'Phantom', 'nowhere'),\n  reading(0x96, 'READ_POUT',",
  },
};

const COPIED = ['firmware', 'boards', 'host-tools', 'package.json', 'tsconfig.json'];

/** Runs `use` on a copy of the sources that has the defect. @throws Error for an unknown name, or a defect that no longer applies */
export async function withDefect(
  root: string,
  name: string,
  work: string,
  use: (sources: string) => Promise<void>,
): Promise<void> {
  const defect = PLANTED[name];
  if (defect === undefined) throw new Error(`no defect "${name}". Known: ${Object.keys(PLANTED).join(', ')}`);
  const copy = join(work, `planted-${name}`);
  mkdirSync(copy);
  for (const path of COPIED) cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const file = join(copy, defect.file);
  const parts = readFileSync(file, 'utf8').split(defect.from);
  if (parts.length !== 2) throw new Error(`the defect "${name}" no longer applies to ${defect.file}`);
  writeFileSync(file, parts.join(defect.to));
  await use(copy);
}
