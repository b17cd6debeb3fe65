// `npm run fuzz [-- runs [seed]]`: the fuzzers of the C cores, ten million inputs each unless told otherwise. What they find is
// kept in build/fuzz.
import { coverageOf, FUZZERS, fuzzingUnavailable, runFuzzer } from './fuzzers';

const MANY = 10_000_000;
const runs = Number(process.argv[2] ?? MANY);
const seed = Number(process.argv[3] ?? 1);
const unavailable = fuzzingUnavailable();

if (unavailable !== undefined || !Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write(`fuzz: ${unavailable ?? 'usage: npm run fuzz -- [runs [seed]], whole numbers'}\n`);
  process.exitCode = 1;
} else {
  for (const fuzzer of FUZZERS) {
    const { status, log } = runFuzzer(fuzzer, runs, seed);
    if (status !== 0) {
      process.stderr.write(log.slice(-6000));
      process.exitCode = 1;
    }
    const found = status === 0 ? 'nothing found' : 'FOUND: the input is in build/fuzz';
    process.stdout.write(`${fuzzer.name}: ${coverageOf(log)} edges met, ${found}\n`);
  }
}
