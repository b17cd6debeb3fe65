// Latency and rate of reads, from the controller's side: the whole way through adapter, driver and bus and back.
import { addressByte, pecByte, pecOf } from '../../../firmware/smbus/pec';
import { expect, type Passed } from '../check';
import type { Place } from '../place';

const READS = 1000;
const STATUS_WORD = 0x79;

/** STATUS_WORD is always there: READ_VIN has no value while its sensor is lost. */
export async function measureReads({ address, bus }: Place): Promise<Passed> {
  const head = pecOf(
    pecByte(0, addressByte(address, false)),
    Uint8Array.of(STATUS_WORD, addressByte(address, true)),
    0,
    2,
  );
  const spans: number[] = [];
  let errors = 0;
  let last = '';
  const began = performance.now();
  for (let i = 0; i < READS; i++) {
    const from = performance.now();
    const { status, read } = await bus.transfer([
      { address, write: Uint8Array.of(STATUS_WORD) },
      { address, read: 3 },
    ]);
    spans.push(performance.now() - from);
    const bytes = read[0] ?? new Uint8Array(3);
    if (status === 'ok' && pecOf(head, bytes, 0, 2) === bytes[2]) continue;
    errors++;
    last = status === 'ok' ? 'wrong PEC' : status;
  }
  const seconds = (performance.now() - began) / 1000;
  expect(errors === 0, `${errors} of ${READS} reads failed, the last one by ${last}`);
  spans.sort((a, b) => a - b);
  const figures = {
    reads: READS,
    errors,
    medianUs: microseconds(spans[READS / 2]!),
    p99Us: microseconds(spans[Math.floor(READS * 0.99)]!),
    maxUs: microseconds(spans.at(-1)!),
    readsPerSecond: Math.round(READS / seconds),
  };
  return {
    detail: `${READS} reads, 0 errors, ${figures.readsPerSecond}/s; median ${figures.medianUs} us, 99 % within ${figures.p99Us} us, longest ${figures.maxUs} us`,
    figures,
  };
}

const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);
