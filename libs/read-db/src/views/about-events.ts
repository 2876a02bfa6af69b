import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { aboutEvents, targetOf } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import type { About } from './fold-entries';

const EARLY = 'select target::text from rapport_read.identity_record where early and target = any($1::uuid[])';
const RECORDS = `
  select record::text from rapport_read.identity_record where target = any($1::uuid[]) and position <= $2`;

/** Events that some record is about, with all records up to a position, where the facts given concern them. */
export const readAbout = async (
  sql: Sql,
  store: Pick<EventStore, 'find'>,
  facts: readonly Fact[],
  position: string,
): Promise<About> => {
  const targets = facts.filter(({ channel }) => channel === 'record').map(targetOf);
  const own = facts.map(({ eventId }) => eventId);
  const early = await sql.query<{ target: string }>(EARLY, [own]);
  const wanted = [...new Set([...targets, ...early.rows.map(({ target }) => target)])];
  if (wanted.length === 0) return new Map();
  const records = await sql.query<{ record: string }>(RECORDS, [wanted, position]);
  const ids = [...new Set([...wanted, ...records.rows.map(({ record }) => record)])];
  const found = (await store.find(ids)).map(decodeEvent).filter((fact) => fact.position <= position);
  return aboutEvents(found);
};
