import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { aboutEvents, targetOf } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { prepared } from '../prepared';
import type { About } from './fold-entries';

const EARLY = prepared(
  'select target::text from rapport_read.identity_record where early and target = any($1::uuid[])',
);
const RECORDS = prepared(
  'select record::text from rapport_read.identity_record where target = any($1::uuid[]) and position <= $2',
);

/** Which of the facts have a correction that stands before them in the log. */
export const earlyAmong = async (sql: Sql, facts: readonly Fact[]): Promise<ReadonlySet<string>> => {
  const { rows } = await sql.query<{ target: string }>({ ...EARLY, values: [facts.map(({ eventId }) => eventId)] });
  return new Set(rows.map(({ target }) => target));
};

/** All records up to a position that are about these events. */
export const recordsOf = async (sql: Sql, targets: readonly string[], position: string): Promise<readonly string[]> => {
  const { rows } = await sql.query<{ record: string }>({ ...RECORDS, values: [targets, position] });
  return rows.map(({ record }) => record);
};

/** Events that some record is about, with all records up to a position, where the facts given (`early` among them) concern them. */
export const readAbout = async (
  sql: Sql,
  store: Pick<EventStore, 'find'>,
  facts: readonly Fact[],
  position: string,
  early: ReadonlySet<string>,
): Promise<About> => {
  const targets = facts.filter(({ channel }) => channel === 'record').map(targetOf);
  const wanted = [...new Set([...targets, ...early])];
  if (wanted.length === 0) return new Map();
  const ids = [...new Set([...wanted, ...(await recordsOf(sql, wanted, position))])];
  const found = (await store.find(ids)).map(decodeEvent).filter((fact) => fact.position <= position);
  return aboutEvents(found);
};
