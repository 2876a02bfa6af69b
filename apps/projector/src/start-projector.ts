import { tmpdir } from 'node:os';
import { anchorExport, signingKeyFrom, startChain, type Chain } from '@rapport/chain';
import type { MaxPersons } from '@rapport/decisions';
import { openEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { createPool } from '@rapport/postgres';
import { projections as registered } from '@rapport/projections';
import {
  follow,
  hostAudit,
  type FoldingThreads,
  hostFigures,
  hostReplays,
  hostWhatIfs,
  followersUrl,
  mender,
  mendReadDb,
  migrateRules,
  openReadDb,
  prepareRules,
  REPLAY_CONNECTIONS,
  sliceRanges,
  type AuditOptions,
  type Following,
  type Host,
  type Learner,
  type Log,
  type OpenCells,
  type ProjectionTable,
} from '@rapport/read-db';
import { bothClocks } from './clock/both-clocks';
import { clockSpec } from './clock/clock';
import { logLine } from './log-line';
import { migratePolicies, policiesSpec } from './policies/follower';

export interface ProjectorOptions {
  /** PostgreSQL that holds the read tables. */
  readonly url: string;
  /** Where the events are (PostgreSQL or KurrentDB); the same database when absent. Not looked at when `store` is given. */
  readonly storeUrl?: string;
  /** A store of the caller's, which the caller closes. */
  readonly store?: EventStore;
  /** All that are registered when absent. */
  readonly projections?: readonly ProjectionTable[];
  /** Into how many ranges the slices are cut, each with a worker of its own; 1 when absent. */
  readonly slices?: number;
  readonly maxPersons?: MaxPersons;
  /** The company's time zone (IANA): its days close rankings; UTC when absent. */
  readonly zone?: string;
  /** The company's currency (ISO 4217), for rules that name none; EUR when absent. */
  readonly currency?: string;
  /** Makes signed anchors of the history, with the private key of this file; absent = another process does. */
  readonly chain?: { readonly signingKeyFile: string; readonly anchorDir: string };
  /** Learns the models of rules; in this thread, which waits meanwhile, when absent. */
  readonly learner?: Learner;
  /** Threads that fold what is rebuilt; all is folded in this one when absent. */
  readonly threads?: FoldingThreads;
  /** Opens the sealed dates that rules tell of; none are told of when absent. */
  readonly open?: OpenCells;
  /** Whether rows are compared with rebuilt ones in the background, a few customers at a time; they are when absent. */
  readonly auditViews?: boolean;
  /** Directory for events of a rebuild that do not fit into memory; the system's for temporary files when absent. */
  readonly scratch?: string;
  /** What time it is; the system's clock when absent. */
  readonly now?: () => Date;
  /** One JSON object a line on standard error when absent. */
  readonly log?: Log;
  /** Stops the projector when it aborts, as `stop` does. */
  readonly signal?: AbortSignal;
}

/** A running projector. */
export interface Projector {
  /** Finishes the batches that have begun, gives the leases back, closes connections. */
  stop(): Promise<void>;
  status(): ReturnType<Following['status']>;
}

/** Connections of the projector: identity, views, rules, clock, policies, leases, the look at the head. */
const CONNECTIONS_MAX = 14;
/** The chain's anchor and its lease. */
const CHAIN_CONNECTIONS_MAX = 2;
/** A close of a what-if, what it reads beside, the lease. */
const WHAT_IF_CONNECTIONS_MAX = 3;
/** The log's reader knows its own; this is for membership, progress and the lease. */
const FIGURE_CONNECTIONS_MAX = 2;
/** The audit's snapshot and its lease. */
const AUDIT_CONNECTIONS_MAX = 2;

/**
 * Starts the projector: creates the read tables where they are missing, then follows the event store with identity, all
 * projections, the clock, the rules and the policies. Several may run against one database; leases decide who works and who stands by.
 */
export const startProjector = async (options: ProjectorOptions): Promise<Projector> => {
  const { url, projections = registered, slices = 1, maxPersons, log = logLine, signal } = options;
  const { zone = 'UTC', currency = 'EUR', now = () => new Date(), scratch = tmpdir() } = options;
  const pool = createPool(followersUrl(url), { max: CONNECTIONS_MAX, name: 'rapport-projector', pipeline: true });
  const readDb = await openReadDb(url, projections.map(({ table }) => table), 1); // prettier-ignore
  const store = options.store ?? (await openEventStore({ store: options.storeUrl ?? null, database: url }));
  await prepareRules(pool, store, currency, now);
  const rules = {
    zone,
    currency,
    ...(options.learner && { learner: options.learner }),
    ...(options.open && { open: options.open }),
  };
  // Who gives a clock is believed.
  const passed = options.now ? async () => now() : bothClocks(pool, log);
  const policies = await policiesSpec({ pool, store, db: readDb.manager, zone, now, log });
  const mend = mender(async () => {
    const mended = [await mendReadDb(pool, readDb), await migrateRules(pool), await migratePolicies(pool)];
    return mended.some((one) => one);
  }, log);
  const following = await follow({
    ...{ pool, store, projections, defined: true, log, ranges: sliceRanges(slices), mend },
    rules,
    ...{ own: [clockSpec({ pool, store, zone, now, passed, log }), policies] },
    ...(maxPersons ? { maxPersons } : {}),
  });
  // Replays have connections of their own, with the planner's usual settings: they read whole tables.
  const replayPool = createPool(url, { max: REPLAY_CONNECTIONS, name: 'rapport-replay' });
  const replays = hostReplays({
    pool: replayPool,
    store,
    projections,
    defined: true,
    scratch,
    ...(options.threads && { threads: options.threads }),
    ...{ log, mend },
  });
  const whatIfPool = createPool(url, { max: WHAT_IF_CONNECTIONS_MAX, name: 'rapport-what-if' });
  const whatIfs = hostWhatIfs({ pool: whatIfPool, store, ...rules, log, mend });
  const figurePool = createPool(url, { max: FIGURE_CONNECTIONS_MAX, name: 'rapport-figures' });
  const figures = hostFigures({ pool: figurePool, store, scratch, log, mend });
  const audit = options.auditViews === false ? undefined : openAudit({ url, store, projections, log, mend });
  const chain = options.chain && (await openChain(url, store, options.chain, log, now));
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    await Promise.all([following.stop(), replays.stop(), whatIfs.stop(), figures.stop(), audit?.stop(), chain?.stop()]);
    await replayPool.end();
    await whatIfPool.end();
    await figurePool.end();
    if (!options.store) await store.close();
    await readDb.destroy();
    await pool.end();
  };
  const stop = (): Promise<void> => (stopped ??= stopAll());
  signal?.addEventListener('abort', () => void stop(), { once: true });
  if (signal?.aborted) await stop();
  return { stop, status: following.status };
};

/** The audit works on connections of its own, so that live never waits for one. */
const openAudit = ({
  url,
  ...parts
}: Pick<AuditOptions, 'store' | 'projections' | 'log' | 'mend'> & { readonly url: string }): Host => {
  const pool = createPool(url, { max: AUDIT_CONNECTIONS_MAX, name: 'rapport-audit' });
  const audit = hostAudit({ ...parts, pool, defined: true });
  return {
    stop: async () => {
      await audit.stop();
      await pool.end();
    },
  };
};

/** The chain reads the log for itself, at its own pace: it needs the bytes as they are stored. */
const openChain = async (
  url: string,
  store: EventStore,
  { signingKeyFile, anchorDir }: NonNullable<ProjectorOptions['chain']>,
  log: Log,
  now: () => Date,
): Promise<Chain> => {
  const pool = createPool(url, { max: CHAIN_CONNECTIONS_MAX, name: 'rapport-chain' });
  const key = signingKeyFrom(signingKeyFile);
  const chain = await startChain({ pool, store, key, log, now, exported: anchorExport(anchorDir, key) });
  return {
    stop: async () => {
      await chain.stop();
      await pool.end();
    },
  };
};
