import { eventIdOf, type DataOf, type EventType, type Fact, type FactOf, type HandleRef } from '@rapport/events';
import type { CustomerProjection, EntryProjection } from './projection';
import { replay } from './replay';

const FIRST_MINUTE = Date.UTC(2026, 0, 1);
let made = 0;

/** A handle for specs: a UUID that shows the name it was made from. */
export const handleNamed = (name: string): string => eventIdOf('spec', name);

const envelope = (type: string, data: object, overrides: Partial<Fact>): Fact => {
  const n = ++made;
  const id = overrides.id ?? `n${n}`;
  const source = overrides.source ?? 'spec';
  const at = new Date(FIRST_MINUTE + n * 60_000).toISOString();
  const handle = overrides.handle ?? overrides.handles?.[0]?.handle ?? handleNamed('someone');
  return {
    ...{ id, source, channel: 'store', type, v: 1, occurredAt: at, recordedAt: at },
    ...{ eventId: eventIdOf(source, id), position: `00000000-${String(n).padStart(19, '0')}` },
    ...{ handle, handles: [{ handle, type: 'userId', issuer: 'spec' }], stream: `customer-${handle}` },
    ...{ data: data as Fact['data'], sealed: {} },
    ...overrides,
  };
};

/**
 * A fact for specs. Each one is a minute later than the one made before and has the next position; `overrides` sets any
 * part of the envelope (a `handle` alone makes an event with one userId).
 */
export const fact = <Type extends EventType>(
  type: Type,
  data: Partial<DataOf<Type>>,
  overrides: Partial<Fact> = {},
): FactOf<Type> => envelope(type, data, overrides) as unknown as FactOf<Type>;

/** One identifier's handle as an event carries it. */
export const carried = (type: string, name: string): HandleRef => ({
  handle: handleNamed(`${type}:${name}`),
  type,
  ...(type === 'email' || type === 'phone' ? {} : { issuer: 'spec' }),
});

const record = (type: string, target: Fact, data: object, overrides: Partial<Fact>): Fact =>
  envelope(
    type,
    { target: target.eventId, ...data },
    { channel: 'record', handle: target.handle, handles: target.handles, ...overrides },
  );

/** A correction of `target`: type, data and time are as `change` says, else as before (the time: as recorded). */
export const corrected = (
  target: Fact,
  change: { readonly type?: string; readonly data?: object; readonly occurredAt?: string },
  overrides: Partial<Fact> = {},
): Fact => record('InteractionCorrected', target, { type: target.type, data: target.data, ...change }, overrides);

/** A retraction of `target`. */
export const retracted = (target: Fact, overrides: Partial<Fact> = {}): Fact =>
  record('InteractionRetracted', target, {}, overrides);

interface Then<Result> {
  /** Compares deeply, or lets a function look at the result. */
  then(expected: Result | ((result: Result) => void)): void;
}

interface When {
  when<Row>(projection: CustomerProjection<Row>): Then<Row>;
  when<Row>(projection: EntryProjection<Row>): Then<Readonly<Record<string, Row>>>;
  when<Result>(rule: (facts: readonly Fact[]) => Result): Then<Result>;
}

type Subject = CustomerProjection<unknown> | EntryProjection<unknown> | ((facts: readonly Fact[]) => unknown);

const resultOf = (subject: Subject, facts: readonly Fact[]): unknown => {
  if (typeof subject === 'function') return subject(facts);
  return subject.scope === 'entry' ? Object.fromEntries(replay(subject, facts)) : replay(subject, facts);
};

/** The entry point of fold and rule specs: `given(facts).when(projection or rule).then(row or decision)`. */
export const given = (...facts: readonly Fact[]): When => ({
  when: (subject: Subject) => ({
    then: (expected: unknown) => {
      const result = resultOf(subject, facts);
      if (typeof expected === 'function') (expected as (result: unknown) => void)(result);
      else expect(result).toEqual(expected);
    },
  }),
});
