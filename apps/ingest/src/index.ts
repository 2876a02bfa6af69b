export { ingestModule, type IngestDeps } from './ingest.module';
export type { PrivacyRules } from './privacy-rules';
export { dueAt, endingsOf, type Ending } from './retention/due';
