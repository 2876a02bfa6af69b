export { ingestModule, type IngestDeps } from './ingest.module';
