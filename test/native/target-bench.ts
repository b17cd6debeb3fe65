// Bench of the image on the emulated board: the suite's firmware speaks through the mailbox, its controller over the emulated bus.
import { COUNTER_COUNT } from '../../firmware/io/smbus-target/counters';
import type { TargetBench } from '../conformance/target-bench';
import { Op, wordsOf } from './mailbox';
import { ADDRESS, NativeBoard } from './native-board';

const OK = 0;
/** Behind the counters in what the image gives. */
const REFUSALS = COUNTER_COUNT;
const ANNOUNCEMENTS = COUNTER_COUNT + 1;
/** What the suite asks of a port in an interrupt; measured far below it in latency.test.ts. */
const INTERRUPT_STRETCH_US = 2;
/** Codes that the image publishes by itself: the suite begins with an empty table. */
const PRESET = [0x01, 0x10, 0x19, 0x20, 0x79, 0x88, 0x89, 0x8b, 0x8d, 0x98, 0x99];
const PRESET_WRITES = [0x01, 0x03, 0x10];

export async function makeNativeBench(): Promise<TargetBench> {
  const native = new NativeBoard();
  await native.powerOn();
  const { bus } = native;
  let isClosed = false;
  const call = async (op: Op, args: readonly number[] = [], bytes?: Uint8Array): Promise<number> => {
    const { result } = await native.ask(op, args, bytes);
    return result;
  };
  const checked = async (op: Op, args: readonly number[], bytes?: Uint8Array): Promise<void> => {
    const status = await call(op, args, bytes);
    if (status !== OK) throw new Error(`operation ${op}: status ${status}`);
  };
  const counters = async (): Promise<number[]> => wordsOf((await native.ask(Op.counters)).bytes);
  for (const code of PRESET_WRITES) await native.ask(Op.forbid, [code]);
  for (const code of PRESET) await native.ask(Op.withdraw, [code]);
  return {
    profile: 'poison',
    address: ADDRESS,
    interruptStretchUs: INTERRUPT_STRETCH_US,
    publish: (code, bytes) => checked(Op.publish, [code, bytes.length], Uint8Array.from(bytes)),
    withdraw: (code) => checked(Op.withdraw, [code]),
    accept: (code, shortest, longest) => checked(Op.accept, [code, shortest, longest]),
    acceptProcess: (code, shortest, longest) => checked(Op.acceptProcess, [code, shortest, longest]),
    forbid: (code) => checked(Op.forbid, [code]),
    take: async () => {
      if (isClosed) throw new Error('smbus-target: closed');
      const { result, bytes } = await native.ask(Op.take);
      return result === 0 ? undefined : { token: result, bytes: [...bytes] };
    },
    done: async (token) => {
      await call(Op.done, [token]);
    },
    counters: async () => (await counters()).slice(0, COUNTER_COUNT),
    refusals: async () => (await counters())[REFUSALS]!,
    suspend: async () => (await call(Op.suspend)) === 1,
    resume: async () => {
      await call(Op.resume);
    },
    closePort: async () => {
      isClosed = true;
      await call(Op.close);
    },
    announcements: async () => (await counters())[ANNOUNCEMENTS]!,
    transfer: bus.transfer,
    begin: bus.begin,
    inject: bus.inject,
    advance: bus.advance,
    close: async () => {
      const violations = native.violations();
      native.close();
      if (violations.length > 0) throw new Error(`on silicon this would go wrong: ${violations.join('; ')}`);
    },
  };
}
