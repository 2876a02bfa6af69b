export * from './canonical';
export * from './channel';
export * from './envelope';
export * from './registry';
export * from './uuid5';
