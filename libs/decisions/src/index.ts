export * from './decide-in-memory';
export * from './identity';
export * from './identity-event';
export * from './identity-graph';
export * from './identity-of';
export * from './observe';
export * from './person-commands';
export * from './survivor';
