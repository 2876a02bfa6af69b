// Runs before each spec file (jest.preset.cjs). In CI every run tries the same cases, so that a red run is a fact about the commit and
// not about the dice; elsewhere each run tries others. RAPPORT_PROPERTY_SEED repeats a run.
const { configureGlobal, readConfigureGlobal } = require('fast-check');

const seed = process.env.RAPPORT_PROPERTY_SEED ?? (process.env.CI ? '20260101' : undefined);
if (seed !== undefined) configureGlobal({ ...readConfigureGlobal(), seed: Number(seed) });
