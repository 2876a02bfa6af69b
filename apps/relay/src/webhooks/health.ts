import type { Check, Metrics } from '@rapport/edge';
import { type EventStore, ordinalOf } from '@rapport/event-store';
import type { Sql } from '@rapport/postgres';
import { subscriptions } from './book';
import { NAME } from './deliverer';
import type { Subscription } from './subscription';

const HOUR_MS = 3_600_000;
const NAMED_MAX = 5;
const HELD = 'select until > clock_timestamp() as held from rapport_relay.publisher where name = $1';

/** Events between what a subscription has taken up and the end of the log. */
export const lagOf = ({ position }: Pick<Subscription, 'position'>, head: string): number =>
  Math.max(0, Number(BigInt(ordinalOf(head)) - BigInt(ordinalOf(position))));

const named = (what: string, all: readonly Subscription[]): readonly string[] => {
  if (all.length === 0) return [];
  const names = all.slice(0, NAMED_MAX).map(({ id, reason }) => (reason === null ? id : `${id} (${reason})`));
  return [`${what}: ${names.join(', ')}${all.length > NAMED_MAX ? ' and others' : ''}`];
};

/** What is to be said of webhooks. A target that is away never makes a process unready: nothing here waits for it. */
export const checkOf = async (sql: Sql, fault: string | null, now = Date.now()): Promise<Check> => {
  const all = await subscriptions(sql);
  const { rows } = await sql.query<{ held: boolean }>(HELD, [NAME]);
  const active = all.filter(({ status }) => status === 'active');
  const failing = active.filter(
    ({ failingSince }) => failingSince !== null && now - Date.parse(failingSince) > HOUR_MS,
  );
  const reasons = [
    ...(fault === null ? [] : [`nothing is delivered: ${fault}`]),
    ...(fault === null && active.length > 0 && !rows[0]?.held ? ['nobody delivers'] : []),
    ...named(
      'disabled',
      all.filter(({ status }) => status === 'disabled'),
    ),
    ...named('failing for more than an hour', failing),
  ];
  return {
    status: reasons.length === 0 ? 'up' : 'degraded',
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
    active: active.length,
    waiting: all.reduce((sum, { waiting }) => sum + waiting, 0),
    deadLetters: all.reduce((sum, { dead }) => sum + dead, 0),
  };
};

/** Shows figures of each subscription at /metrics; there are never more than a hundred. */
export const showWebhooks = (metrics: Metrics, sql: Sql, store: Pick<EventStore, 'head'>): void => {
  const gauge = (name: string, help: string, of: (one: Subscription, head: string) => number | null): void =>
    metrics.gauge(name, help, ['webhook'], async (shown) => {
      const { position: head } = await store.head();
      for (const one of await subscriptions(sql)) {
        const value = of(one, head);
        if (value !== null) shown.set({ webhook: one.id }, value);
      }
    });
  gauge('rapport_webhook_lag_events', 'Events between what is taken up and the end of the log', lagOf);
  gauge('rapport_webhook_waiting', 'Deliveries that wait for an attempt', ({ waiting }) => waiting);
  gauge('rapport_webhook_dead_letters', 'Deliveries that were given up and not sent again', ({ dead }) => dead);
  gauge('rapport_webhook_failing_seconds', 'Seconds since the first failure without a success after it', (one) =>
    one.failingSince === null ? null : (Date.now() - Date.parse(one.failingSince)) / 1_000,
  );
};
