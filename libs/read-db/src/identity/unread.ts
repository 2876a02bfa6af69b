import type { DecidedEvent } from '@rapport/decisions';
import type { Fact } from '@rapport/events';
import type { Sql, Statement } from '@rapport/postgres';
import { bulk } from '../bulk';
import type { Checkpoint } from '../checkpoint';
import { prepared } from '../prepared';

const { source, values } = bulk([
  { name: 'event_id', type: 'uuid' },
  { name: 'stream', type: 'text' },
  { name: 'type', type: 'text' },
  { name: 'body', type: 'text' },
  { name: 'nth', type: 'int' },
  { name: 'since', type: 'text' },
  { name: 'since_event', type: 'uuid' },
]);
const KEEP = `
  insert into rapport_read.identity_unread (event_id, stream, type, body, nth, since, since_event)
  select * from ${source} r on conflict (event_id) do nothing`;
const READ = 'delete from rapport_read.identity_unread where event_id = any($1::uuid[])';
const LEFT = prepared(`
  select event_id::text as id, stream, type, body, '' as fingerprint from rapport_read.identity_unread order by since, nth`);
/** The table of checkpoints, in which identity's stands before all that led to decisions which were not read back. */
export const DECIDED = `(
  select c.projection, c.version, c.waiting_since, c.updated_at, c.fault, c.fault_since, c.try_at,
    coalesce(u.since, c.position) as position, case when u.since is null then c.event_id else u.since_event end as event_id
  from rapport_read.checkpoint c left join lateral (
    select since, since_event from rapport_read.identity_unread where c.projection = 'identity' order by since limit 1) u on true)`;
const UP_TO = prepared(`select position from ${DECIDED} d where projection = 'identity' and version = 1`);

/** What a batch that begins at a checkpoint decides, to be appended once its transaction is committed. */
export const keepingUnread = (
  decided: readonly DecidedEvent[],
  { position, eventId }: Checkpoint,
): readonly Statement[] => {
  if (decided.length === 0) return [];
  const rows = decided.map(({ id, stream, type, body }, nth) => [id, stream, type, body, nth, position, eventId]);
  return [{ name: 'identity unread', text: KEEP, values: values(rows) }];
};

/** Decisions that have been read back from the log: nobody owes them to it any more. */
export const readBack = (decisions: readonly Fact[]): readonly Statement[] =>
  decisions.length === 0 ? [] : [{ name: 'identity read', text: READ, values: [decisions.map((one) => one.eventId)] }];

/** What was decided and not yet read back, in order; some of it may be in the log. */
export const loadUnread = async (sql: Sql): Promise<readonly DecidedEvent[]> =>
  (await sql.query<DecidedEvent>({ ...LEFT, values: [] })).rows;

/**
 * How far the log has been read by identity and everything that it decided of it been read back, too; '' = nothing yet. Who finds it at the end
 * of the log knows that no decision is to come. A crash of the database can take the last of it back: `firmCheckpoint` knows.
 */
export const decidedUpTo = async (sql: Sql): Promise<string> =>
  (await sql.query<{ position: string }>({ ...UP_TO, values: [] })).rows[0]?.position ?? '';
