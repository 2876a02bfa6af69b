// Jest finds this file where a spec says 'fast-check' (jest.config.cjs). In CI every run tries the same cases, so that a red run
// is a fact about the commit and not about the dice; elsewhere each run tries others. RAPPORT_PROPERTY_SEED repeats a run.
const { dirname, join } = require('node:path');
const fastCheck = require(join(dirname(require.resolve('fast-check/package.json')), 'lib/cjs/fast-check.js'));

const seed = process.env.RAPPORT_PROPERTY_SEED ?? (process.env.CI ? '20260101' : undefined);
if (seed !== undefined) fastCheck.configureGlobal({ ...fastCheck.readConfigureGlobal(), seed: Number(seed) });

module.exports = fastCheck;
