// `npm run docs`: writes the generated pages.
import { readFileSync, writeFileSync } from 'node:fs';
import { rackJsonSchema } from '../rack/rack-schema';
import { consolePage } from './console';
import { faultsPage } from './faults';
import { pmbusCommandsPage } from './pmbus-commands';

const consoleUrl = new URL('../../docs/console.md', import.meta.url);
writeFileSync(consoleUrl, consolePage(readFileSync(consoleUrl, 'utf8')));
writeFileSync(new URL('../../docs/faults.md', import.meta.url), faultsPage());
writeFileSync(new URL('../../docs/pmbus-commands.md', import.meta.url), pmbusCommandsPage());
writeFileSync(
  new URL('../../docs/rack.schema.json', import.meta.url),
  `${JSON.stringify(rackJsonSchema(), undefined, 2)}\n`,
);
