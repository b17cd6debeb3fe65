// One process of the soak: takes a rack, soaks it, says what it found, takes the next.
import { RackSoak } from './rack-soak';
import type { FromWorker, ToWorker } from './worker-messages';

const say = (message: FromWorker): void => void process.send!(message);

process.on('message', (order: ToWorker) => {
  new RackSoak({ ...order, onProgress: (hours) => say({ kind: 'hours', hours }) }).run().then(
    (result) => say({ kind: 'result', result }),
    (error: unknown) => say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
