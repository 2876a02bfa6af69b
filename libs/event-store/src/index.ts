export * from './check-append';
export * from './event-store';
export * from './memory';
export * from './position';
export * from './refusals';
