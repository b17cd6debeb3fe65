// A Thumb assembler for the few instructions that these tests need, so that they need no compiler. Encodings: ARMv6-M Architecture
// Reference Manual, section A6.7. Registers are 0..7.
import { VECTORS_BEHIND_BOOT2 } from '../../host-tools/rp2040/image';

type Item = number | { readonly label: string } | { readonly branch: string; readonly condition?: number } | Literal;
interface Literal {
  readonly register: number;
  readonly value: number | { readonly address: string };
}

export const label = (name: string): Item => ({ label: name });
export const movs = (rd: number, value: number): Item => 0x2000 | (rd << 8) | value;
export const adds = (rd: number, value: number): Item => 0x3000 | (rd << 8) | value;
export const subs = (rd: number, value: number): Item => 0x3800 | (rd << 8) | value;
/** A word constant, from a pool behind the code. */
export const ldr = (rd: number, value: number | { readonly address: string }): Item => ({ register: rd, value });
export const load = (rt: number, rn: number, offset = 0): Item => 0x6800 | ((offset >> 2) << 6) | (rn << 3) | rt;
export const store = (rt: number, rn: number, offset = 0): Item => 0x6000 | ((offset >> 2) << 6) | (rn << 3) | rt;
export const loadByte = (rt: number, rn: number, offset = 0): Item => 0x7800 | (offset << 6) | (rn << 3) | rt;
export const push = (mask: number): Item => 0xb400 | mask;
export const pop = (mask: number): Item => 0xbc00 | mask;
export const LR = 0x100;
export const PC = 0x100;
export const b = (name: string): Item => ({ branch: name });
export const beq = (name: string): Item => ({ branch: name, condition: 0 });
export const bne = (name: string): Item => ({ branch: name, condition: 1 });
export const bx = (rm: number): Item => 0x4700 | (rm << 3);
export const blx = (rm: number): Item => 0x4780 | (rm << 3);
export const bxLr = 0x4770;
export const nop = 0xbf00;
export const wfi = 0xbf30;
export const wfe = 0xbf20;
export const sev = 0xbf40;
export const cpsid = 0xb672;
export const cpsie = 0xb662;
export const bkpt = (value: number): Item => 0xbe00 | value;
export const udf = 0xde00;

/** Address `at` on. @returns halfwords and where the labels are */
function assemble(items: readonly Item[], at: number): { code: number[]; labels: Map<string, number> } {
  const labels = new Map<string, number>();
  let size = 0;
  for (const item of items) {
    if (typeof item === 'object' && 'label' in item) labels.set(item.label, at + size);
    else size += 2;
  }
  const pool = (at + size + 3) & ~3;
  const constants: number[] = [];
  const code: number[] = [];
  const addressOf = (name: string): number => {
    const address = labels.get(name);
    if (address === undefined) throw new Error(`no label ${name}`);
    return address;
  };
  for (const item of items) {
    const here = at + 2 * code.length;
    if (typeof item === 'number') code.push(item);
    else if ('branch' in item) code.push(branch(item, addressOf(item.branch) - here - 4));
    else if ('register' in item) {
      const { value } = item;
      constants.push(typeof value === 'number' ? value : addressOf(value.address) | 1);
      const offset = pool + 4 * (constants.length - 1) - ((here + 4) & ~3);
      code.push(0x4800 | (item.register << 8) | (offset >> 2));
    }
  }
  if (at + 2 * code.length < pool) code.push(nop);
  for (const value of constants) code.push(value & 0xffff, value >>> 16);
  return { code, labels };
}

function branch(item: { readonly condition?: number }, offset: number): number {
  if (item.condition === undefined) return 0xe000 | ((offset >> 1) & 0x7ff);
  return 0xd000 | (item.condition << 8) | ((offset >> 1) & 0xff);
}

export const STACK = 0x2004_2000;
const VECTOR_COUNT = 48;

/**
 * An image for 0x10000000: an empty boot2, vectors, code. Execution begins at the first item. `vectors` names labels by exception
 * number (16 + interrupt).
 */
export function image(items: readonly Item[], vectors: Readonly<Record<number, string>> = {}): Uint8Array {
  const start = VECTORS_BEHIND_BOOT2 + 4 * VECTOR_COUNT;
  const { code, labels } = assemble(items, start);
  const bytes = new Uint8Array(start - 0x1000_0000 + 2 * code.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0x100, STACK, true);
  view.setUint32(0x104, start | 1, true);
  for (const [exception, name] of Object.entries(vectors)) {
    view.setUint32(0x100 + 4 * Number(exception), labels.get(name)! | 1, true);
  }
  code.forEach((half, i) => {
    view.setUint16(start - 0x1000_0000 + 2 * i, half, true);
  });
  return bytes;
}

/** Takes blocks out of reset: bits of RESETS. The first item of most programs. */
export const releaseResets = (bits: number): Item[] => [ldr(0, 0x4000_f000), ldr(1, bits), store(1, 0)];
