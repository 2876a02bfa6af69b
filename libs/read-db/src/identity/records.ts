import type { EventStore } from '@rapport/event-store';
import { customerStream, decodeEvent, type Fact } from '@rapport/events';
import { asserts, takenAway, type Knowledge } from '@rapport/decisions';
import { targetOf } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';

/** What the corrections and retractions of a batch need to know of the log before them. */
export class Past {
  /** Events by id: those that records are about, and all that may assert the same pairs; in log order. */
  readonly facts = new Map<string, Fact>();
  readonly #records = new Map<string, Fact[]>();
  readonly #carrying = new Map<string, Fact[]>();

  constructor(
    facts: readonly Fact[],
    records: readonly Fact[],
    /** Records of the batch that come before their target. */
    readonly early: ReadonlySet<string>,
  ) {
    for (const fact of facts) {
      this.facts.set(fact.eventId, fact);
      if (asserts(fact)) for (const { handle } of fact.handles) addTo(this.#carrying, handle, fact);
    }
    for (const record of records) addTo(this.#records, targetOf(record), record);
  }

  /** The past as the rule asks for it, up to and including the event that it is looking at. */
  at(position: string): Knowledge {
    const inForce = (eventId: string): boolean =>
      !takenAway((this.#records.get(eventId) ?? []).filter((record) => record.position <= position));
    const names = ({ handles }: Fact, other: string): boolean => handles.some(({ handle }) => handle === other);
    const asserting = (a: string, b: string): Fact | undefined =>
      this.#carrying.get(a)?.find((fact) => fact.position <= position && names(fact, b) && inForce(fact.eventId));
    return {
      seen: (eventId) => {
        const fact = this.facts.get(eventId);
        return fact && fact.position <= position ? fact : undefined;
      },
      inForce,
      evidence: (a, b) => asserting(a, b)?.eventId ?? null,
    };
  }
}

const addTo = (map: Map<string, Fact[]>, key: string, fact: Fact): void => {
  const facts = map.get(key);
  if (facts) facts.push(fact);
  else map.set(key, [fact]);
};

export const NO_PAST = new Past([], [], new Set());

type Reader = Pick<EventStore, 'find' | 'read'>;

const COMMON_NEIGHBOURS = `
  with around as (
    select b as pair_end, a as other from rapport_read.identity_edge where asserted and b = any($1::uuid[])
    union all
    select a, b from rapport_read.identity_edge where asserted and a = any($1::uuid[]))
  select other::text from around group by other having count(*) > 1`;
const RECORDS_OF = 'select record::text from rapport_read.identity_record where target = any($1::uuid[])';

const found = async (store: Reader, ids: readonly string[]): Promise<Fact[]> =>
  ids.length === 0 ? [] : (await store.find(ids)).map(decodeEvent);

/** The owner of an event that asserts a pair is one of its ends or linked to both: these are the streams to look into. */
const streamsAbout = async (sql: Sql, ends: readonly string[]): Promise<string[]> => {
  if (ends.length === 0) return [];
  const { rows } = await sql.query<{ other: string }>(COMMON_NEIGHBOURS, [ends]);
  return [...new Set([...ends, ...rows.map(({ other }) => other)])].map(customerStream);
};

/**
 * Reads what the rule must know about the past for a batch with records in it, or with events (`awaited`) whose record came
 * before them. Rare, so it goes to the store; batches without pay nothing.
 */
export const readPast = async (
  sql: Sql,
  store: Reader,
  batch: readonly Fact[],
  awaited: readonly Fact[],
): Promise<Past> => {
  const ownRecords = batch.filter(({ channel }) => channel === 'record');
  if (ownRecords.length === 0 && awaited.length === 0) return NO_PAST;
  const end = batch.at(-1)!.position;
  const targets = await found(store, [...new Set(ownRecords.map(targetOf))]);
  const ends = new Set(targets.filter(asserts).flatMap(({ handles }) => handles.map(({ handle }) => handle)));
  const streams = await streamsAbout(sql, [...ends]);
  const related = batch.filter(({ handles }) => handles.filter(({ handle }) => ends.has(handle)).length > 1);
  const facts = new Map([...targets, ...awaited, ...related].map((fact) => [fact.eventId, fact]));
  if (streams.length > 0) {
    for await (const events of store.read(streams, end)) {
      for (const fact of events.map(decodeEvent)) facts.set(fact.eventId, fact);
    }
  }
  const inLog = [...facts.values()].sort((x, y) => (x.position < y.position ? -1 : 1));
  const about = inLog.filter(asserts).map(({ eventId }) => eventId);
  const { rows } = await sql.query<{ record: string }>(RECORDS_OF, [about]);
  const older = await found(store, rows.map(({ record }) => record)); // prettier-ignore
  const position = new Map(targets.map((target) => [target.eventId, target.position]));
  const isEarly = (record: Fact): boolean => !((position.get(targetOf(record)) ?? '~') < record.position);
  const early = ownRecords.filter(isEarly).map(({ eventId }) => eventId);
  return new Past(inLog, [...older, ...ownRecords], new Set(early));
};
