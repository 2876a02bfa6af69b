export * from './candidates';
export { type Edge, type KnownHandle, type Membership, membership } from './membership';
export * from './open-read-db';
export * from './positions';
export * from './wait-for';
