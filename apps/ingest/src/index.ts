export { ingestModule, type IngestDeps } from './ingest.module';
export { understand } from './understand';
export { namesElsewhere } from './names-elsewhere';
export type { PrivacyRules } from './privacy-rules';
export { dueAt, endingsOf, type Ending } from './retention/due';
export type { KafkaIntake, KafkaIntakeDeps } from './kafka/open-intake';
export { startKafkaIntake } from './kafka/start';
