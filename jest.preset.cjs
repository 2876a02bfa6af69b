const decorators = { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false };
const commonjs = { module: { type: 'commonjs' }, sourceMaps: 'inline' };
const typescript = {
  swcrc: false,
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: decorators,
  },
  ...commonjs,
};
module.exports = {
  testEnvironment: `${__dirname}/infra/jest/environment.cjs`,
  runtime: `${__dirname}/infra/jest/runtime.cjs`,
  setupFiles: [`${__dirname}/infra/jest/property-tests.cjs`],
  transform: { '^.+\\.ts$': ['@swc/jest', typescript] },
};
