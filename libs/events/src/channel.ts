import type { Channel, DataClass } from './envelope';

/** A payload class: its class-validator decorators are the one definition of the payload's shape. Never gains a method. */
export type PayloadClass<Data = object> = new () => Data;

/** Turns the data of one version of a payload into the next one; pure. */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;

export type Payloads = Readonly<Record<string, PayloadClass>>;

export interface ChannelDefinition<Name extends Channel = Channel, Types extends Payloads = Payloads> {
  readonly name: Name;
  readonly payloads: Types;
}

/**
 * Defines a channel: the event types it takes, by name. A type has one payload class; a type that several kinds of
 * touchpoint send (an order comes from the shop, the store, the phone) is listed by each of them.
 */
export const channel = <Name extends Channel, Types extends Payloads>(
  name: Name,
  payloads: Types,
): ChannelDefinition<Name, Types> => ({ name, payloads });

const meanings = new WeakMap<PayloadClass, string>();

/** Says in one sentence what happened when such an event is sent. */
export const Means =
  (sentence: string): ClassDecorator =>
  (payload) =>
    void meanings.set(payload as unknown as PayloadClass, sentence);

/** What an event with this payload means; undefined when nobody said. */
export const meaningOf = (payload: PayloadClass): string | undefined => meanings.get(payload);

/** A fault in words, or null; for what fields must hold together. Runs after the schema, so the kinds of fields are right. */
export type Rule = (data: Readonly<Record<string, unknown>>) => string | null;
const rules = new WeakMap<PayloadClass, Rule>();

/** Adds a rule over several fields to a payload class. */
export const Holds =
  (rule: Rule): ClassDecorator =>
  (payload) =>
    void rules.set(payload as unknown as PayloadClass, rule);

/** The rule over several fields of a payload class. */
export const ruleOf = (payload: PayloadClass): Rule | undefined => rules.get(payload);

/** An older shape of a payload and the way to the next one. */
export interface Evolution {
  readonly shape: PayloadClass;
  readonly upcast: Upcast;
}
const evolutions = new WeakMap<PayloadClass, readonly Evolution[]>();

/**
 * Says what a payload class looked like before, oldest first; its version is their number + 1. A shape that must change
 * incompatibly keeps its type's name and gets a new class; old bytes are never rewritten. Personal fields keep their
 * names over all versions, because a sealed cell stays where it is.
 */
export const Evolved =
  (...before: readonly Evolution[]): ClassDecorator =>
  (payload) =>
    void evolutions.set(payload as unknown as PayloadClass, before);

/** The older shapes of a payload class. */
export const evolutionsOf = (payload: PayloadClass): readonly Evolution[] => evolutions.get(payload) ?? [];

interface FieldMarks {
  readonly personal: Map<string, DataClass>;
  readonly searchable: Set<string>;
}
const marks = new WeakMap<object, FieldMarks>();

const ownMarks = (prototype: object): FieldMarks => {
  const found = marks.get(prototype) ?? { personal: new Map(), searchable: new Set() };
  marks.set(prototype, found);
  return found;
};

/** What a payload class's fields, inherited ones too, are marked with. */
export const marksOf = (payload: PayloadClass): FieldMarks => {
  const all: FieldMarks = { personal: new Map(), searchable: new Set() };
  let prototype = payload.prototype as object;
  while (prototype !== null && prototype !== Object.prototype) {
    const own = marks.get(prototype);
    own?.personal.forEach((dataClass, field) => all.personal.set(field, dataClass));
    own?.searchable.forEach((field) => all.searchable.add(field));
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return all;
};

/**
 * Marks a payload field as personal: it is sealed before it is stored and opened only by role. Declare such fields with
 * `?`, also required ones: a fact's data never has them.
 */
export const Personal =
  (dataClass: DataClass): PropertyDecorator =>
  (target, field) =>
    void ownMarks(target).personal.set(String(field), dataClass);

/** Marks a personal text field whose words become keyed search tokens at admission. */
export const Searchable = (): PropertyDecorator => (target, field) =>
  void ownMarks(target).searchable.add(String(field));
