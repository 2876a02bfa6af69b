export * from './check-append';
export * from './event-store';
export * from './memory';
export * from './moment';
export * from './position';
export * from './refusals';
