export * from './compile';
export type { Condition, Definition, Measure, Part } from './definition';
export type { CustomerGroups, PlaceRow } from './fold';
export { type Group, Grouping } from './group';
export { languageSchema } from './language';
export type { CompiledPart, PartValue } from './parts';
export type { Fault, Schema } from './shape';
