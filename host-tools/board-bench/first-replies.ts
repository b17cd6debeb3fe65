// When an image has every reply, by a breakpoint at the port's own function: exact to the cycle, and beside the bus, which could not ask
// for all of them in that time.
import { ROWS } from '../../firmware/pmbus/commands';
import { CYCLES_PER_SECOND } from '../rp2040/cycle-clock';
import type { ElfFile } from './elf';
import type { ImageRack } from './image-rack';

const PUBLISH = 'smbus_target_publish';
/** Its second argument. */
const CODE_REGISTER = 1;
const LONGEST_START_MS = 500;
const SLICE_MS = 1;
/** What has a reply without being asked a question. */
const SHAPES: readonly string[] = ['byte', 'word', 'block'];

/** @returns milliseconds from the first cycle of the core until every row of the command table has its reply. @throws Error where one has none */
export async function everyReplyMs(bench: ImageRack, elf: ElfFile): Promise<number> {
  const entry = elf.symbols.get(PUBLISH);
  if (entry === undefined) throw new Error(`the image has no ${PUBLISH}: it was built otherwise`);
  const missing = new Set(ROWS.filter(({ read }) => SHAPES.includes(read)).map(({ code }) => code));
  const { board } = bench.board;
  const { debug } = board;
  let last = 0;
  await bench.powerUp();
  debug.breakpoints.add((entry & ~1) >>> 0);
  debug.onStop = () => {
    if (missing.delete(debug.register(CODE_REGISTER)! & 0xff)) last = board.cycles;
    debug.resume();
  };
  for (let ms = 0; ms < LONGEST_START_MS && missing.size > 0; ms += SLICE_MS) await bench.run(SLICE_MS);
  debug.detach();
  if (missing.size > 0)
    throw new Error(
      `no reply of ${[...missing].map((code) => `0x${code.toString(16)}`).join(', ')} within ${LONGEST_START_MS} ms of the reset`,
    );
  return (last / CYCLES_PER_SECOND) * 1000;
}
