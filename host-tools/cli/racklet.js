#!/usr/bin/env node
// Starts the command line: TypeScript is loaded by tsx, wherever racklet is called from.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) });
const { main } = await import('./main.ts');
await main(process.argv);
