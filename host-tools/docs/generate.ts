// `npm run docs`: writes the generated pages.
import { writeFileSync } from 'node:fs';
import { pmbusCommandsPage } from './pmbus-commands';

writeFileSync(new URL('../../docs/pmbus-commands.md', import.meta.url), pmbusCommandsPage());
