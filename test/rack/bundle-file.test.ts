// The bundle on the disk is for people: racklet runs from a folder that it may not write to.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bundleFirmware } from '../../host-tools/engines/bundle';
import { temporaryFolder } from '../support/run-cli';

const folder = temporaryFolder();
afterAll(folder.remove);

it('is made where its file cannot be (bug: EACCES, exit code 1, for a second user of one checkout)', async () => {
  writeFileSync(join(folder.path, 'file'), '');
  const { code } = await bundleFirmware({ file: join(folder.path, 'file/firmware.js') });
  expect(code.length).toBeGreaterThan(10_000);
});
