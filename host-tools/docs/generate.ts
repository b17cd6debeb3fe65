// `npm run docs`: writes the generated pages and draws the pictures of docs/plant.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { rackJsonSchema } from '../rack/rack-schema';
import { scenarioJsonSchema } from '../scenario/scenario-schema';
import { BOARD_HEADERS } from './boards';
import { consolePage } from './console';
import { faultsPage } from './faults';
import { drawPicture, PICTURES, pathOf } from './pictures';
import { pmbusCommandsPage } from './pmbus-commands';

const consoleUrl = new URL('../../docs/console.md', import.meta.url);
writeFileSync(consoleUrl, consolePage(readFileSync(consoleUrl, 'utf8')));
writeFileSync(new URL('../../docs/faults.md', import.meta.url), faultsPage());
writeFileSync(new URL('../../docs/pmbus-commands.md', import.meta.url), pmbusCommandsPage());
writeFileSync(
  new URL('../../docs/rack.schema.json', import.meta.url),
  `${JSON.stringify(rackJsonSchema(), undefined, 2)}\n`,
);
for (const picture of PICTURES) writeFileSync(pathOf(picture), await drawPicture(picture));
writeFileSync(
  new URL('../../docs/scenario.schema.json', import.meta.url),
  `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`,
);
for (const [path, text] of Object.entries(BOARD_HEADERS))
  writeFileSync(new URL(`../../${path}`, import.meta.url), text);
