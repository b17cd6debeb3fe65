// A small assembler for PIO programs: the part of pioasm's language that i2c-target.pio uses.
// Encodings: RP2040 data sheet, section 3.4 (instruction set). Not for other programs: what it does not know it refuses.

export interface PioProgram {
  readonly name: string;
  /** Addresses where the programs of one file follow each other from 0. */
  readonly origin: number;
  readonly words: readonly number[];
  readonly labels: ReadonlyMap<string, number>;
  readonly wrapTarget: number;
  readonly wrap: number;
  readonly sideSet: boolean;
  readonly inRight: boolean;
  readonly outRight: boolean;
}

interface Draft {
  name: string;
  origin: number;
  lines: { text: string; line: number }[];
  labels: Map<string, number>;
  wrapTarget: number;
  wrap: number;
  sideSet: boolean;
  inRight: boolean;
  outRight: boolean;
}

const CONDITIONS: Record<string, number> = {
  '': 0,
  '!x': 1,
  'x--': 2,
  '!y': 3,
  'y--': 4,
  'x!=y': 5,
  pin: 6,
  '!osre': 7,
};
const SOURCES: Record<string, number> = { pins: 0, x: 1, y: 2, null: 3, status: 5, isr: 6, osr: 7 };
const MOV_TO: Record<string, number> = { pins: 0, x: 1, y: 2, exec: 4, pc: 5, isr: 6, osr: 7 };
const OUT_TO: Record<string, number> = { pins: 0, x: 1, y: 2, null: 3, pindirs: 4, pc: 5, isr: 6, exec: 7 };
const SET_TO: Record<string, number> = { pins: 0, x: 1, y: 2, pindirs: 4 };
const WAIT_FOR: Record<string, number> = { gpio: 0, pin: 1, irq: 2 };
const MEMORY = 32;

function look(table: Record<string, number>, key: string, what: string): number {
  const value = table[key];
  if (value === undefined) throw new Error(`unknown ${what} '${key}'`);
  return value;
}

function number(text: string | undefined, most: number): number {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || value < 0 || value > most)
    throw new Error(`bad number '${text}'`);
  return value;
}

function operation(words: readonly string[], labels: ReadonlyMap<string, number>): number {
  const [name, a = '', b = '', c] = words;
  switch (name) {
    case 'jmp': {
      const target = labels.get(words.at(-1)!);
      if (target === undefined) throw new Error(`unknown label '${words.at(-1)}'`);
      return (look(CONDITIONS, words.length > 2 ? a : '', 'condition') << 5) | target;
    }
    case 'wait':
      return 0x2000 | (number(a, 1) << 7) | (look(WAIT_FOR, b, 'source') << 5) | number(c, 31);
    case 'in':
      return 0x4000 | (look(SOURCES, a, 'source') << 5) | (number(b, 32) & 31);
    case 'out':
      return 0x6000 | (look(OUT_TO, a, 'destination') << 5) | (number(b, 32) & 31);
    case 'push':
    case 'pull':
      return 0x8000 | (name === 'pull' ? 0x80 : 0) | (look({ noblock: 0, block: 1, '': 1 }, a, 'mode') << 5);
    case 'mov': {
      const invert = b.startsWith('~') ? 1 : 0;
      return 0xa000 | (look(MOV_TO, a, 'destination') << 5) | (invert << 3) | look(SOURCES, b.slice(invert), 'source');
    }
    case 'irq':
      return 0xc000 | number(a, 7);
    case 'set':
      return 0xe000 | (look(SET_TO, a, 'destination') << 5) | number(b, 31);
    default:
      throw new Error(`unknown instruction '${name}'`);
  }
}

/** Side-set here is one optional bit: bit 12 enables it, bit 11 is its value, three bits of delay are left. */
function encode(text: string, draft: Draft): number {
  const [, rest = '', delayText = '0'] = /^([^[]*)(?:\[(\d+)\])?$/.exec(text) ?? [];
  const [, body = '', side] = /^(.*?)(?:\s+side\s+([01]))?\s*$/.exec(rest.trim()) ?? [];
  const words = body.split(/[\s,]+/).filter((word) => word !== '');
  if (side !== undefined && !draft.sideSet) throw new Error('side without .side_set');
  const delay = number(delayText, draft.sideSet ? 7 : 31);
  const sideBits = side === undefined ? 0 : 0x1000 | (number(side, 1) << 11);
  return operation(words, draft.labels) | sideBits | (delay << 8);
}

function directive(words: readonly string[], draft: Draft, here: number): void {
  const text = words.join(' ');
  if (words[0] === '.wrap_target') draft.wrapTarget = here;
  else if (words[0] === '.wrap') draft.wrap = here - 1;
  else if (text === '.side_set 1 opt pindirs') draft.sideSet = true;
  else if (words[0] === '.in') draft.inRight = words[1] === 'right';
  else if (words[0] === '.out') draft.outRight = words[1] === 'right';
  else throw new Error(`unknown directive '${text}'`);
}

function finish(draft: Draft): PioProgram {
  const words = draft.lines.map(({ text, line }) => {
    try {
      return encode(text, draft);
    } catch (error) {
      throw new Error(`line ${line}: ${(error as Error).message}`);
    }
  });
  const end = draft.origin + words.length - 1;
  return { ...draft, words, wrap: draft.wrap < 0 ? end : draft.wrap };
}

/** @throws naming the line. */
export function assemble(source: string): PioProgram[] {
  const drafts: Draft[] = [];
  source.split('\n').forEach((raw, index) => {
    const text = raw.replace(/;.*$/, '').trim();
    if (text === '') return;
    const last = drafts.at(-1);
    const here = last === undefined ? 0 : last.origin + last.lines.length;
    if (text.startsWith('.program ')) {
      const name = text.slice('.program '.length).trim();
      const flags = { sideSet: false, inRight: true, outRight: true };
      drafts.push({ name, origin: here, lines: [], labels: new Map(), wrapTarget: here, wrap: -1, ...flags });
      return;
    }
    if (last === undefined) throw new Error(`line ${index + 1}: no .program`);
    if (text.startsWith('.')) directive(text.split(/\s+/), last, here);
    else if (text.endsWith(':')) last.labels.set(text.slice(0, -1), here);
    else last.lines.push({ text, line: index + 1 });
  });
  const programs = drafts.map(finish);
  const used = programs.reduce((sum, program) => sum + program.words.length, 0);
  if (used > MEMORY) throw new Error(`${used} instructions, the memory holds ${MEMORY}`);
  return programs;
}
