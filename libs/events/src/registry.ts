import type { ChannelDefinition, PayloadClass } from './channel';
import type { Fact } from './envelope';
import { store } from './channels/store';

/** Every channel, one line each: this list makes the union of all event types. */
export const channels = { store } as const satisfies Record<string, ChannelDefinition>;

type Merge<U> = (U extends unknown ? (payloads: U) => void : never) extends (payloads: infer I) => void ? I : never;
type Payloads = Merge<(typeof channels)[keyof typeof channels]['payloads']>;

/** The name of any event that Rapport knows. */
export type EventType = keyof Payloads & string;
/** The payload of an event type; personal fields are absent from a fact's `data`, their cells are in `sealed`. */
export type DataOf<Type extends EventType> = Payloads[Type] extends PayloadClass<infer Data> ? Readonly<Data> : never;
/** A fact of a known type. */
export type FactOf<Type extends EventType> = Fact<Type, DataOf<Type>>;
