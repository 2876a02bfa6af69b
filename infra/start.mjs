// npm start: builds when the sources have changed since the last build, then becomes `rapport up`.
import { ensureBuilt } from './build.mjs';

ensureBuilt();
process.argv.splice(2, 0, 'up');
await import('../apps/rapport/bin/rapport.mjs');
