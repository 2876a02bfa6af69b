import type { Channel, DataClass } from './envelope';

/** A payload class: its class-validator decorators are the one definition of the payload's shape. Never gains a method. */
export type PayloadClass<Data = object> = new () => Data;

/** Turns the data of one version of a payload into the next one; pure. */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

export interface ChannelDefinition<
  Name extends Channel = Channel,
  Payloads extends Record<string, PayloadClass> = Record<string, PayloadClass>,
> {
  readonly name: Name;
  readonly payloads: Payloads;
  /** By type: `upcasts[0]` turns version 1 into 2, and so on; the current version is their number + 1. */
  readonly upcasts: Readonly<Record<string, readonly Upcast[]>>;
}

/**
 * Defines a channel: the event types it knows by name. A shape that must change incompatibly keeps its name, gets a new
 * class, and an upcast from the shape before; old bytes are never rewritten.
 */
export const channel = <Name extends Channel, Payloads extends Record<string, PayloadClass>>(
  name: Name,
  payloads: Payloads,
  upcasts: { readonly [Type in keyof Payloads]?: readonly Upcast[] } = {},
): ChannelDefinition<Name, Payloads> => ({ name, payloads, upcasts: upcasts as Record<string, readonly Upcast[]> });

interface FieldMarks {
  readonly personal: Map<string, DataClass>;
  readonly searchable: Set<string>;
}
const marks = new WeakMap<object, FieldMarks>();

/** What a payload class's fields are marked with. */
export const marksOf = (payload: PayloadClass): FieldMarks => {
  const found = marks.get(payload.prototype as object) ?? { personal: new Map(), searchable: new Set() };
  marks.set(payload.prototype as object, found);
  return found;
};

/** Marks a payload field as personal: it is sealed before it is stored and opened only by role. */
export const Personal =
  (dataClass: DataClass): PropertyDecorator =>
  (target, field) =>
    void marksOf(target.constructor as PayloadClass).personal.set(String(field), dataClass);

/** Marks a personal text field whose words become keyed search tokens at admission. */
export const Searchable = (): PropertyDecorator => (target, field) =>
  void marksOf(target.constructor as PayloadClass).searchable.add(String(field));
