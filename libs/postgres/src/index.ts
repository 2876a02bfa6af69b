export * from './embedded/embedded';
export * from './embedded/errors';
export * from './migrate';
export * from './pool';
export * from './sql';
export * from './transaction';
export { binariesFor } from './embedded/binaries';
export { gather, type GatherOptions } from './gather';
export { runAs } from './embedded/run-as';
