// Any content of the flash: mounting, searching, appending never throw, and never end up in an endless loop.
import { expect, it } from 'vitest';
import { ConfigStore } from '../../firmware/store/config-store';
import { LogRing } from '../../firmware/store/log-ring';
import { emptyRecord } from '../../firmware/store/record';
import { putHead } from '../../firmware/store/sector-head';
import { Random } from '../../host-tools/sim/random';
import { ModelFlash } from '../support/model-flash';

it('20,000 random contents, heads with right check sums among them', () => {
  const random = new Random(3);
  const flash = new ModelFlash(5);
  const out = emptyRecord();
  const head = new Uint8Array(32);
  let found = 0;
  for (let run = 0; run < 20_000; run++) {
    for (let sector = 0; sector < 3; sector++) {
      const offset = sector * 4096 + (random.below(3) === 0 ? 0 : 32 * random.below(128));
      putHead(head, { major: 1 + random.below(2) * random.below(2), turn: random.below(5), first: random.below(400) });
      if (random.below(2) === 0) head[random.below(32)] = random.below(256);
      flash.chip.overwrite(offset, head);
      flash.chip.overwrite(sector * 4096 + random.below(4000), Uint8Array.of(random.below(256)));
    }
    const [ring, config] = [new LogRing(flash, 0, 3), new ConfigStore(flash, 3)];
    ring.mount();
    config.mount();
    if (ring.needsErase && random.below(4) === 0) ring.prepare();
    ring.append({ ...emptyRecord(), code: 1, a: run });
    if (ring.find(random.below(500), out)) found++;
  }
  expect(found).toBeGreaterThan(0);
});
