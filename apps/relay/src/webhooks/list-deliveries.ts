import type { Sql } from '@rapport/postgres';

/** A delivery as integrators read it. */
export interface ListedDelivery {
  readonly delivery: string;
  /** `webhook-id` of its requests. */
  readonly eventId: string;
  readonly type: string;
  readonly position: string;
  readonly state: 'waiting' | 'delivered' | 'dead';
  readonly redrive: string | null;
  readonly attempts: number;
  /** The newest twenty. */
  readonly tries: readonly object[];
  readonly takenAt: string;
  /** When it is tried again; null when it is not. */
  readonly dueAt: string | null;
  readonly endedAt: string | null;
}

const moment = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const LIST = `
  select id::text as delivery, event_id::text as "eventId", type, position, state, redrive::text, attempts, tries,
    ${moment('taken_at')} as "takenAt", case when state = 'waiting' then ${moment('due_at')} end as "dueAt",
    ${moment('ended_at')} as "endedAt"
  from rapport_webhook.delivery
  where subscription = $1 and ($2::text is null or state = $2) and ($3::bigint is null or id < $3)
  order by id desc limit $4`;

/** Deliveries of a subscription, the newest first. */
export const listDeliveries = async (
  sql: Sql,
  subscription: string,
  state: string | null,
  before: string | null,
  limit: number,
): Promise<readonly ListedDelivery[]> =>
  (await sql.query<ListedDelivery>(LIST, [subscription, state, before, limit])).rows;
