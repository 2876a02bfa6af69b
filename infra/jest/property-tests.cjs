// Runs before each spec file (jest.preset.cjs). In CI every run tries the same cases, so that a red run is a fact about the commit and
// not about the dice; elsewhere each run tries others. RAPPORT_PROPERTY_SEED repeats a run, RAPPORT_PROPERTY_RUNS says how many cases each property tries (100).
const { configureGlobal, readConfigureGlobal } = require('fast-check');

const { RAPPORT_PROPERTY_SEED, RAPPORT_PROPERTY_RUNS, CI } = process.env;
const seed = RAPPORT_PROPERTY_SEED ?? (CI ? '20260101' : undefined);
const settings = {
  ...(seed !== undefined && { seed: Number(seed) }),
  ...(RAPPORT_PROPERTY_RUNS && { numRuns: Number(RAPPORT_PROPERTY_RUNS) }),
};
configureGlobal({ ...readConfigureGlobal(), ...settings });
