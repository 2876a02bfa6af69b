import type { Place } from './place';
import type { Row } from './row';

/** What a field becomes; undefined = the field is absent. @throws RowFault */
export type Value = (row: Row) => unknown;

/** Compiles any value specification; operators get it, so that they can hold values themselves. */
export type Compile = (spec: unknown, place: Place) => Value;

/** Compiles one `{operator: …, option: …}`. */
export type Operator = (members: Readonly<Record<string, unknown>>, place: Place, compile: Compile) => Value;

/** A value as text; '' when it is absent. */
export const asText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
