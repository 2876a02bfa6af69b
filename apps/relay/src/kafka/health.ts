import type { Check, Metrics } from '@rapport/edge';
import { type EventStore, ordinalOf } from '@rapport/event-store';
import type pg from 'pg';
import type { Publisher } from './publisher';

/** A request without an answer for this long means that nobody listens. */
const SILENT_MS = 5_000;
/** Events wait and nothing has been published for this long: whatever is said, it gets nowhere. */
const MOVED_WITHIN_MS = 30_000;

/** How far a publisher is, whoever runs it. */
export interface Progress {
  readonly position: string;
  readonly published: number;
  readonly fault: string | null;
  readonly held: boolean;
  readonly movedAt: Date;
  /** Events between what is published and the end of the log. */
  readonly lag: number;
}

const LOOK = `
  select position, published, fault, until > clock_timestamp() as held, moved_at as "movedAt"
  from rapport_relay.publisher where name = $1`;

/** Reads the progress from the database; null when nobody has published yet. */
export const progressOf = async (
  pool: pg.Pool,
  store: Pick<EventStore, 'head'>,
  name: string,
): Promise<Progress | null> => {
  const { rows } = await pool.query<Omit<Progress, 'lag' | 'published'> & { published: string }>(LOOK, [name]);
  if (!rows[0]) return null;
  const head = ordinalOf((await store.head()).position);
  const reached = rows[0].position === '' ? '0' : ordinalOf(rows[0].position);
  const lag = Math.max(0, Number(BigInt(head) - BigInt(reached)));
  return { ...rows[0], published: Number(rows[0].published), lag };
};

/** What is to be said of a publisher. That Kafka is away never makes a process unready: events are taken, and wait. */
export const checkOf = ({ state }: Pick<Publisher, 'state'>, progress: Progress | null, now: number): Check => {
  if (progress === null) return { status: 'degraded', reason: state.fault ?? 'nothing has been published yet' };
  const { position, published, lag, fault, held, movedAt } = progress;
  const said = state.fault ?? fault;
  const reasons = [
    ...(said === null ? [] : [said]),
    ...(state.silentMs > SILENT_MS ? [`Kafka has not answered for ${Math.round(state.silentMs / 1_000)} s`] : []),
    ...(said === null && !held ? ['nobody publishes'] : []),
    ...(lag > 0 && now - movedAt.getTime() > MOVED_WITHIN_MS ? ['nothing is published'] : []),
  ];
  const reason = reasons.length > 0 ? { reason: reasons.join('; ') } : {};
  return { status: reasons.length > 0 ? 'degraded' : 'up', ...reason, stage: state.stage, position, published, lag };
};

/** Shows the figures of some publishers at /metrics. */
export const showPublishers = (
  metrics: Metrics,
  publishers: readonly Publisher[],
  read: (publisher: Publisher) => Promise<Progress | null>,
): void => {
  const each = async (set: (name: string, progress: Progress) => void): Promise<void> => {
    for (const publisher of publishers) {
      const progress = await read(publisher);
      if (progress) set(publisher.name, progress);
    }
  };
  metrics.gauge(
    'rapport_relay_lag_events',
    'Events between what Kafka has and the end of the log',
    ['relay'],
    (gauge) => each((relay, { lag }) => gauge.set({ relay }, lag)),
  );
  metrics.gauge('rapport_relay_published_records', 'Records that Kafka has acknowledged', ['relay'], (gauge) =>
    each((relay, { published }) => gauge.set({ relay }, published)),
  );
};
