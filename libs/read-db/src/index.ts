export * from './candidates';
export * from './follow';
export { type Edge, type KnownHandle, type Membership, membership } from './membership';
export * from './open-read-db';
export * from './positions';
export { ALL_SLICES, sliceRanges, type SliceRange } from './slices';
export { retryParked } from './views/parking';
export * from './wait-for';
export type { Log, WorkerState } from './worker';
