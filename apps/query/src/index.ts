export { queryModule, type QueryDeps, type QueryHost } from './query.module';
