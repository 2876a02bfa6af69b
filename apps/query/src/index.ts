export { openOpeningLog, type Opening, type OpeningLog } from './opening-log';
export { queryModule, type QueryDeps, type QueryHost } from './query.module';
