import type { Fact } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import type { Waiting } from './queue';
import type { Reason } from './subscription';

/** A delivery on its way, as whoever delivers holds it. */
export interface Delivery extends Waiting {
  readonly eventId: string;
  readonly previous: string | null;
  readonly customer: string;
  /** The re-drive that it belongs to. */
  redrive: string | null;
  /** Failed attempts of the schedule. */
  step: number;
}

/** Somebody has changed the subscription: whoever works on it begins again with what it is now. */
export class Changed extends Error {
  constructor() {
    super('the subscription has changed');
    this.name = 'Changed';
  }
}

const COLUMNS = `id::text, event_id::text as "eventId", previous, key::text, customer::text, redrive::text, step,
  extract(epoch from due_at) * 1000 as "dueAt"`;
interface Row {
  readonly id: string;
  readonly eventId: string;
  readonly previous: string | null;
  readonly key: string;
  readonly customer: string;
  readonly redrive: string | null;
  readonly step: number;
  readonly dueAt: string;
}
const deliveryOf = ({ id, eventId, previous, key, customer, redrive, step, dueAt }: Row): Delivery => ({
  ...{ id, eventId, previous, key, customer, redrive, step, dueAt: Number(dueAt), triedAt: 0, isEarly: false },
});
const inOrder = (rows: readonly Row[]): Delivery[] =>
  [...rows].sort((a, b) => Number(BigInt(a.id) - BigInt(b.id))).map(deliveryOf);

/** What waits for a subscription, in order. */
export const waitingOf = async (sql: Sql, subscription: string): Promise<readonly Delivery[]> =>
  inOrder(
    (
      await sql.query<Row>(
        `select ${COLUMNS} from rapport_webhook.delivery where subscription = $1 and state = 'waiting' order by id`,
        [subscription],
      )
    ).rows,
  );

/** A fact that is to be delivered. */
export interface Taken {
  readonly fact: Fact;
  readonly customer: string;
  readonly previous: string | null;
}

/** Where something was taken up: in the log as it grows, or in a range that is told once more. */
export interface Place {
  readonly subscription: string;
  readonly revision: number;
  readonly redrive: string | null;
  readonly position: string;
}

const INSERT = `
  insert into rapport_webhook.delivery (subscription, event_id, position, previous, type, key, customer, redrive)
  select $1, t."eventId", t.position, t.previous, t.type, t.key, t.customer, $2
  from jsonb_to_recordset($3) as t(n int, "eventId" uuid, position text, previous text, type text, key uuid, customer uuid)
  order by n returning ${COLUMNS}`;
const ADVANCE = `
  update rapport_webhook.subscription set position = $3, moved_at = now()
  where id = $1 and revision = $2 and status = 'active'`;
const ADVANCE_REDRIVE = `
  update rapport_webhook.redrive r set position = $3, done_at = case when $3 >= r.until then now() end
  from rapport_webhook.subscription s
  where r.id = $4 and s.id = $1 and s.revision = $2 and s.status = 'active' and r.subscription = s.id and r.done_at is null`;

/**
 * Notes what is to be delivered, and how far the log was taken up: both or neither. Within a transaction.
 * @throws Changed
 */
export const take = async (sql: Sql, place: Place, taken: readonly Taken[]): Promise<readonly Delivery[]> => {
  const { subscription, revision, redrive, position } = place;
  const moved =
    redrive === null
      ? await sql.query(ADVANCE, [subscription, revision, position])
      : await sql.query(ADVANCE_REDRIVE, [subscription, revision, position, redrive]);
  if (moved.rowCount !== 1) throw new Changed();
  if (taken.length === 0) return [];
  const lines = taken.map(({ fact, customer, previous }, n) => {
    const { eventId, position: at, type, handle: key } = fact;
    return { n, eventId, position: at, previous, type, key, customer };
  });
  return inOrder((await sql.query<Row>(INSERT, [subscription, redrive, JSON.stringify(lines)])).rows);
};

/** How an attempt ended. */
export interface Settled {
  readonly id: string;
  readonly subscription: string;
  readonly state: 'waiting' | 'delivered' | 'dead';
  readonly step: number;
  /** Milliseconds since 1970: when it is tried again. */
  readonly dueAt: number;
  readonly attempt: {
    readonly at: string;
    readonly status: number | null;
    readonly error: string | null;
    readonly ms: number;
  };
  /** The subscription ends with it. */
  readonly disable: Reason | null;
}

/** Attempts that are remembered of a delivery. */
const TRIES_KEPT = 20;
// Whoever changes deliveries has locked their subscription before, so that nobody waits for each other in a circle.
// What a crash of the database takes back is delivered once more, under the same id: no commit need wait for its disk.
const LOCK = `
  select is_off from rapport_webhook.subscription, (select set_config('synchronous_commit', 'off', true)) as s(is_off)
  where id = any($1::uuid[]) order by id for no key update of subscription`;
const SETTLE = `
  update rapport_webhook.delivery d set state = n.state, step = n.step, attempts = d.attempts + 1,
    due_at = to_timestamp(n."dueAt" / 1000.0), ended_at = case when n.state = 'waiting' then null else now() end,
    tries = (case when jsonb_array_length(d.tries) >= ${TRIES_KEPT} then d.tries - 0 else d.tries end) || n.attempt
  from jsonb_to_recordset($1) as n(id bigint, state text, step int, "dueAt" numeric, attempt jsonb)
  where d.id = n.id and d.state = 'waiting'`;
const TELL = `
  update rapport_webhook.subscription s set
    delivered = s.delivered + n.delivered, delivered_at = case when n.delivered > 0 then now() else s.delivered_at end,
    failing_since = case when n.delivered > 0 then null when n.error is not null then coalesce(s.failing_since, now())
      else s.failing_since end,
    last_error = coalesce(n.error, s.last_error), last_error_at = case when n.error is null then s.last_error_at else now() end,
    revision = s.revision + case when n.disable is null then 0 else 1 end,
    status = case when n.disable is null then s.status else 'disabled' end, reason = coalesce(n.disable, s.reason)
  from jsonb_to_recordset($1) as n(id uuid, delivered int, error text, disable text)
  where s.id = n.id and (n.disable is null or s.status = 'active')`;

/** Notes how attempts ended, those of a subscription together. Within a transaction. */
export const settle = async (sql: Sql, all: readonly Settled[]): Promise<void> => {
  const ids = [...new Set(all.map(({ subscription }) => subscription))];
  await sql.query(LOCK, [ids]);
  await sql.query(SETTLE, [JSON.stringify(all)]);
  const told = ids.map((id) => {
    const own = all.filter(({ subscription }) => subscription === id);
    const delivered = own.filter(({ state }) => state === 'delivered').length;
    const error = own.findLast(({ attempt }) => attempt.error !== null)?.attempt.error ?? null;
    return { id, delivered, error, disable: own.find(({ disable }) => disable !== null)?.disable ?? null };
  });
  await sql.query(TELL, [JSON.stringify(told)]);
};

/** Ends a subscription for a reason of its own. */
export const disable = async (sql: Sql, id: string, reason: Reason): Promise<void> => {
  await sql.query(
    `update rapport_webhook.subscription set status = 'disabled', reason = $2, revision = revision + 1
     where id = $1 and status = 'active'`,
    [id, reason],
  );
};
