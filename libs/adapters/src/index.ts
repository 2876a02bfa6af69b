export { MappingFault } from './fault';
export type { MappedInteraction } from './compile-event';
export * from './mapping';
export { mappingSchema } from './mapping-schema';
export { bindNative } from './native';
export * from './read-rows';
export * from './row';
export type { Sink } from './sink';
