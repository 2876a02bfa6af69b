// Nest 12 is ESM only and Jest on Node < 24.9 cannot require(esm), so @swc/jest turns these packages into CommonJS.
const esmOnly = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'cookie',
  'content-disposition',
  'libphonenumber-js',
  'fast-check',
  'pure-rand',
  'lru-cache',
];
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
const javascript = { swcrc: false, jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } }, ...commonjs };
module.exports = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.m?js$': ['@swc/jest', javascript] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
};
