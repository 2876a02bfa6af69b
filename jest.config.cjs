const { readdirSync, existsSync } = require('node:fs');
const preset = require('./jest.preset.cjs');
const { paths } = require('./tsconfig.base.json').compilerOptions;

const moduleNameMapper = {
  ...Object.fromEntries(Object.entries(paths).map(([name, [file]]) => [`^${name}$`, `${__dirname}/${file}`])),
  '^(\\.{1,2}/.*)\\.js$': '$1',
};
const project = (displayName, rootDir, more = {}) => ({ ...preset, displayName, rootDir, moduleNameMapper, ...more });

const rooms = ['libs', 'apps'].flatMap((group) =>
  readdirSync(`${__dirname}/${group}`)
    .filter((name) => existsSync(`${__dirname}/${group}/${name}/project.json`))
    .map((name) => project(name, `${__dirname}/${group}/${name}`)),
);
const test = (displayName, testMatch) => project(displayName, `${__dirname}/test`, { testMatch });

module.exports = {
  // The whole number of kills and tamperings takes as long as it takes.
  testTimeout: process.env.RAPPORT_FULL === '1' ? 4 * 3_600_000 : 120_000,
  // What a spec has loaded is not let go of: a worker that has run a hundred of them has gigabytes.
  workerIdleMemoryLimit: '1200MB',
  projects: [
    ...rooms,
    test('tidy', ['<rootDir>/tidy.spec.ts', '<rootDir>/boundaries.spec.ts']),
    test('e2e', ['<rootDir>/e2e/**/*.spec.ts']),
    test('faults', ['<rootDir>/faults/**/*.spec.ts']),
    test('published', ['<rootDir>/published/**/*.spec.ts']),
  ],
};
