import type { EventStore } from '@rapport/event-store';
import { customerStream, decodeEvent, type Fact } from '@rapport/events';
import { asserts, takenAway, type Knowledge } from '@rapport/decisions';
import { targetOf } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';

/** What the corrections and retractions of a batch need to know of the log before them. */
export interface Past {
  /** The events that the batch's records are about, and all that may assert the same pairs. */
  readonly facts: readonly Fact[];
  /** All records about these, the batch's own included. */
  readonly records: readonly Fact[];
  /** Records of the batch that come before their target. */
  readonly early: ReadonlySet<string>;
}

export const NO_PAST: Past = { facts: [], records: [], early: new Set() };

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
  return {
    facts: inLog,
    records: [...older, ...ownRecords],
    early: new Set(ownRecords.filter(isEarly).map(({ eventId }) => eventId)),
  };
};

/** The past as the rule asks for it, up to and including the event that it is looking at. */
export const knowledgeAt = ({ facts, records }: Past, position: string): Knowledge => {
  const before = facts.filter((fact) => fact.position <= position);
  const inForce = (eventId: string): boolean =>
    !takenAway(records.filter((record) => targetOf(record) === eventId && record.position <= position));
  const names = ({ handles }: Fact, a: string, b: string): boolean =>
    handles.some(({ handle }) => handle === a) && handles.some(({ handle }) => handle === b);
  return {
    seen: (eventId) => before.find((fact) => fact.eventId === eventId),
    inForce,
    evidence: (a, b) =>
      before.find((fact) => asserts(fact) && names(fact, a, b) && inForce(fact.eventId))?.eventId ?? null,
  };
};
