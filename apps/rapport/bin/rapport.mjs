#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Rapport needs Node 20.19 or newer; this is ${process.versions.node}\n`);
  process.exit(1);
}
const main = fileURLToPath(new URL('../../../dist/rapport/main.js', import.meta.url));
if (!existsSync(main)) {
  process.stderr.write('Rapport is not built yet: run "npm start" (builds and starts) or "npm run build"\n');
  process.exit(1);
}
// Children are started from this path.
process.argv[1] = main;
await import(main);
