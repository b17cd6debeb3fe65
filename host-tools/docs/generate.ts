// `npm run docs`: writes the generated pages.
import { writeFileSync } from 'node:fs';
import { rackJsonSchema } from '../rack/rack-schema';
import { scenarioJsonSchema } from '../scenario/scenario-schema';
import { faultsPage } from './faults';
import { pmbusCommandsPage } from './pmbus-commands';

writeFileSync(new URL('../../docs/faults.md', import.meta.url), faultsPage());
writeFileSync(new URL('../../docs/pmbus-commands.md', import.meta.url), pmbusCommandsPage());
writeFileSync(
  new URL('../../docs/rack.schema.json', import.meta.url),
  `${JSON.stringify(rackJsonSchema(), undefined, 2)}\n`,
);
writeFileSync(
  new URL('../../docs/scenario.schema.json', import.meta.url),
  `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`,
);
