export * from './sql';
export * from './pool';
export * from './transaction';
export * from './migrate';
export * from './embedded/embedded';
export * from './embedded/errors';
export { binariesFor } from './embedded/binaries';
export { runAs } from './embedded/run-as';
