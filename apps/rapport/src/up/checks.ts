import { chainState, type ChainState } from '@rapport/chain';
import type { Check, Checks } from '@rapport/edge';
import { type AppendState, appendStateOf } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import {
  type AuditReport,
  type Progress,
  RESUME_ADVICE,
  RULES,
  OF_THIS_RELEASE,
  type CloseUnderWay,
  allOfThisRelease,
  auditReport,
  closesUnderWay,
  isHistoryFaultText,
  isOfThisRelease,
  positions,
} from '@rapport/read-db';
import type pg from 'pg';
import { getsOn } from '../close-text';

/** A projector looks at the end of the log at least every few seconds; one that has not for this long is gone. */
const SEEN_WITHIN_MS = 15_000;
/** Events wait and the checkpoint has not moved for this long: whatever the projector says, it gets nowhere. */
const MOVED_WITHIN_MS = 30_000;

/** An append takes milliseconds; one that waits as long stands before a disk that is full, or a lock that is not given back. */
const APPEND_WITHIN_MS = 3_000;
/** What failed longer ago says nothing about now: maybe nobody has tried since. */
const FAILED_WITHIN_MS = 60_000;

/** What is to be said of the log: that it can be read does not say that it takes anything. Exported for its spec. */
export const logCheck = (head: string, { waitingMs, failedMs }: AppendState): Check => {
  const reason =
    waitingMs > APPEND_WITHIN_MS
      ? `an append has waited for ${Math.round(waitingMs / 1_000)} s`
      : failedMs !== null && failedMs < FAILED_WITHIN_MS
        ? 'the last append had no outcome'
        : null;
  return { status: reason === null ? 'up' : 'degraded', head, ...(reason === null ? {} : { reason }) };
};

/** One projection's line in the health: how far, how far behind, what stands still. */
const lineOf = ({ fault, faultSince, nextTryAt, ...one }: Progress): Record<string, unknown> => ({
  position: one.position,
  lag: one.lag,
  oldestWaitingMs: one.oldestWaitingMs,
  parked: one.parked,
  updatedAt: one.updatedAt,
  ...(fault === null ? {} : { fault, faultSince, nextTryAt }),
});

const namesOf = (some: readonly Progress[]): string => some.map(({ projection }) => projection).join(', ');

/** A close of many customers is one step of the rules, and takes minutes: it says for itself how far it is. */
const isDeciding = ({ projection }: Progress, closes: readonly CloseUnderWay[], now: number): boolean =>
  projection === RULES.name && closes.some((close) => getsOn(close, now));

/** What is to be said of the views, from the projections' own records. Exported for its spec. */
export const projectionsCheck = (
  all: readonly Progress[],
  now: number,
  registered = OF_THIS_RELEASE,
  closes: readonly CloseUnderWay[] = [],
): Check => {
  // What another release has left stands still for ever, and is nobody's fault.
  const progress = all.filter((one) => isOfThisRelease(one, registered));
  if (progress.length === 0) return { status: 'degraded', reason: 'no projector has been here yet' };
  const seen = Math.max(...progress.map(({ headSeenAt }) => (headSeenAt === null ? 0 : Date.parse(headSeenAt))));
  const stuck = progress
    .filter(
      ({ fault, oldestWaitingMs, updatedAt }) =>
        fault === null && oldestWaitingMs > MOVED_WITHIN_MS && now - Date.parse(updatedAt) > MOVED_WITHIN_MS,
    )
    .filter((one) => !isDeciding(one, closes, now));
  const stopped = progress.filter(({ fault, nextTryAt }) => fault !== null && nextTryAt === null);
  const failing = progress.filter(({ fault, nextTryAt }) => fault !== null && nextTryAt !== null);
  const reasons = [
    ...(now - seen > SEEN_WITHIN_MS ? ['no projector is at work'] : []),
    ...(stopped.some(({ fault }) => isHistoryFaultText(fault!)) ? [RESUME_ADVICE] : []),
    ...(stopped.some(({ fault }) => !isHistoryFaultText(fault!)) ? ['a projection has stopped'] : []),
    ...(failing.length > 0
      ? [`${namesOf(failing)} fails and is tried again (since ${failing[0]!.faultSince}: ${failing[0]!.fault})`]
      : []),
    ...(stuck.length > 0 ? [`no progress in ${namesOf(stuck)}`] : []),
    ...(progress.some(({ parked }) => parked > 0) ? ['customers are parked'] : []),
  ];
  return {
    status: reasons.length > 0 ? 'degraded' : 'up',
    ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}),
    views: Object.fromEntries(progress.map((one) => [`${one.projection} v${one.version}`, lineOf(one)])),
  };
};

/** What is to be said of the chain of history. Exported for its spec. */
export const chainCheck = ({ fault, seenAt, ...reach }: ChainState, now: number): Check => {
  const isGone = now - (seenAt === null ? 0 : Date.parse(seenAt)) > SEEN_WITHIN_MS;
  const reason = fault ?? (isGone ? 'nobody makes anchors of the history' : null);
  return { status: reason === null ? 'up' : 'degraded', ...(reason === null ? {} : { reason }), ...reach };
};

/** What is to be said of the audit of the views. Drift never makes a process unready: it serves as well as before. */
export const auditCheck = ({ lookedAt, waitsFor, checked, round, finished, drift }: AuditReport): Check => {
  const rows = Object.values(drift).reduce((sum, count) => sum + count, 0);
  const reason = `${rows} rows are not what the log says, in ${Object.keys(drift).join(', ')} (GET /v1/audit/views)`;
  return {
    status: rows === 0 ? 'up' : 'degraded',
    ...(rows === 0 ? {} : { reason }),
    ...{ lookedAt, waitsFor, checked, drift: rows },
    ...{ round: round && { number: round.number, share: round.share }, finishedAt: finished?.endedAt ?? null },
  };
};

const UNDEFINED_TABLE = '42P01';

/** A database that no projector has seen yet has no tables to ask. */
const progressOf = (pool: pg.Pool): Promise<readonly Progress[]> =>
  positions(pool).catch((error: { code?: string }) => {
    if (error.code === UNDEFINED_TABLE) return [];
    throw error;
  });

const closesOf = (pool: pg.Pool): Promise<readonly CloseUnderWay[]> =>
  closesUnderWay(pool).catch((error: { code?: string }) => {
    if (error.code === UNDEFINED_TABLE) return [];
    throw error;
  });

/** When it is by the database: all that is compared with it was written down by that clock, and ours may be another. */
const nowOf = async (pool: pg.Pool): Promise<number> =>
  (await pool.query<{ now: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as now')).rows[0]!
    .now;

const NO_CHAIN: ChainState = { anchors: 0, covered: 0, position: null, exported: 0, fault: null, seenAt: null };

const chainOf = (pool: pg.Pool): Promise<ChainState> =>
  chainState(pool).catch((error: { code?: string }) => {
    if (error.code === UNDEFINED_TABLE) return NO_CHAIN;
    throw error;
  });

/** What is to be said of the database: one that can only be read (a failover) serves views and takes no event. Exported for its spec. */
export const databaseCheck = (isReadOnly: boolean, ms: number): Check =>
  isReadOnly ? { status: 'degraded', reason: 'it can only be read', ms } : { status: 'up', ms };

/** What /health/ready asks: is the database there, how long is the log, how far are the views. */
export const checksOf = (pool: pg.Pool, store: EventStore | null): Checks => ({
  database: async () => {
    const asked = performance.now();
    const { rows } = await pool.query<{ mode: string }>(`select current_setting('transaction_read_only') as mode`);
    return databaseCheck(rows[0]!.mode === 'on', Math.round(performance.now() - asked));
  },
  ...(store ? { log: async () => logCheck((await store.head()).position, appendStateOf(store)) } : {}),
  projections: async () =>
    projectionsCheck(await progressOf(pool), await nowOf(pool), await allOfThisRelease(pool), await closesOf(pool)),
  closes: async () => ({ status: 'up', underWay: await closesOf(pool) }),
  audit: async () => auditCheck(await auditReport(pool)),
  chain: async () => chainCheck(await chainOf(pool), await nowOf(pool)),
});
