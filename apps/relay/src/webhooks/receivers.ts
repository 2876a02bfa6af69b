import type { EventStore } from '@rapport/event-store';
import { customerStream, decisionStream, decodeEvent } from '@rapport/events';
import type pg from 'pg';
import { type LogFilter, passes } from '../log-filter';
import { isTold } from './message';
import { type WrittenFilter, chosenBy } from './subscription';
import { prepareWebhooks } from './webhooks';

/** A subscription that was told of somebody. Moments are RFC 3339. */
export interface Receiver {
  readonly webhookId: string;
  readonly name: string;
  readonly host: string;
  /** When the subscription ended; null while there is one. */
  readonly endedAt: string | null;
  /** Events about the person that it has received, `undelivered` not counted. */
  readonly events: number;
  /** Those that have not arrived, as far as is known: they wait, or were given up. */
  readonly undelivered: number;
  /** When the first and the last of them were recorded. */
  readonly first: string;
  readonly until: string;
  /** It has received that the person was erased. */
  readonly toldOfErasure: boolean;
}

interface Range {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly endedAt: string | null;
  readonly after: string;
  readonly until: string;
  readonly chosen: LogFilter;
}

const RANGES = `
  select s.id::text, s.name, s.url, to_char(s.ended_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "endedAt",
    r.after, coalesce(r.until, s.position) as until, r.filter
  from rapport_webhook.range r join rapport_webhook.subscription s on s.id = r.subscription
  where right(r.after, 19) < right(coalesce(r.until, s.position), 19) order by s.created_at, s.id, r.id`;
const UNDELIVERED = `
  select distinct subscription::text, event_id::text as event from rapport_webhook.delivery
  where key = any($1::uuid[]) and state <> 'delivered'`;

/** Numbers within one history or another: a restored log tells the same up to where it was cut. */
const ordinal = (position: string): string => position.slice(-19);

/**
 * Which subscriptions were told of somebody, worked out from the parts of the log that they have received: also of those that
 * have ended. What left on a webhook is nothing personal, but it is about a person, and they may be asked to forget it.
 */
export const receiversOf = async (
  { pool, store }: { readonly pool: pg.Pool; readonly store: Pick<EventStore, 'read'> },
  handles: readonly string[],
): Promise<readonly Receiver[]> => {
  await prepareWebhooks(pool);
  const { rows } = await pool.query<Omit<Range, 'chosen'> & { filter: WrittenFilter }>(RANGES);
  if (rows.length === 0 || handles.length === 0) return [];
  const ranges = rows.map(({ filter, ...range }): Range => ({ ...range, chosen: chosenBy(filter) }));
  const missing = new Set(
    (await pool.query<{ subscription: string; event: string }>(UNDELIVERED, [handles])).rows.map(
      ({ subscription, event }) => `${subscription} ${event}`,
    ),
  );
  const found = new Map<string, Receiver>();
  const streams = handles.flatMap((handle) => [customerStream(handle), decisionStream(handle)]);
  for await (const batch of store.read(streams))
    for (const fact of batch.map(decodeEvent)) {
      const at = ordinal(fact.position);
      const told = ranges.filter(
        ({ after, until, chosen }) =>
          at > ordinal(after) && at <= ordinal(until) && isTold(fact) && passes(chosen, fact),
      );
      for (const range of new Map(told.map((one) => [one.id, one])).values())
        found.set(range.id, added(found.get(range.id), range, fact, missing.has(`${range.id} ${fact.eventId}`)));
    }
  return [...found.values()];
};

const added = (
  known: Receiver | undefined,
  { id, name, url, endedAt }: Range,
  { type, recordedAt }: { readonly type: string; readonly recordedAt: string },
  isMissing: boolean,
): Receiver => {
  const host = new URL(url).host;
  const before = known ?? {
    ...{ webhookId: id, name, host, endedAt, events: 0, undelivered: 0 },
    ...{ first: recordedAt, until: recordedAt, toldOfErasure: false },
  };
  if (isMissing) return { ...before, undelivered: before.undelivered + 1 };
  const toldOfErasure = before.toldOfErasure || type === 'CustomerErased';
  return { ...before, events: before.events + 1, until: recordedAt, toldOfErasure };
};
