export * from './bookmarks';
export * from './check-append';
export * from './check-bookmark';
export * from './event-store';
export * from './memory';
export * from './moment';
export * from './position';
export * from './refusals';
