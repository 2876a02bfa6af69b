import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import pLimit from 'p-limit';
import type { Pool } from 'pg';
import { MAX_PERSONS, type MaxPersons } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { isAboutFacts } from '@rapport/fold';
import { loadCheckpoint, type Checkpoint } from './checkpoint';
import { builtProjections } from './defined/defined-projections';
import { Feed } from './feed';
import type { Following } from './following';
import { watchHead } from './head-watch';
import { IdentityFollower } from './identity/follower';
import { IdentityProgress } from './identity/progress';
import { IDENTITY } from './identity/reached';
import type { Lane } from './lane';
import { positions } from './positions';
import type { ProjectionTable } from './projection-table';
import { beginAgain } from './resume/begin-again';
import { ownLanes, rulesLanes, type OwnFollowerSpec } from './rules/own-lane';
import { RULES, type RulesParts } from './rules/rules-follower';
import { ALL_SLICES, rangeName, type SliceRange } from './slices';
import { beginViews, leftToRebuilds } from './views/owed';
import { openRowStore } from './views/row-store';
import type { OpenProjection } from './views/view';
import { ViewRunner } from './views/view-runner';
import { Worker, type Log } from './worker';

export type { ProjectionTable } from './projection-table';

export interface FollowOptions {
  /** Used by followers alone; open it with `followersUrl`. */
  readonly pool: Pool;
  readonly store: EventStore;
  /** Their tables are made by `openReadDb`. */
  readonly projections: readonly ProjectionTable[];
  /** Whether projections that somebody described and that are built are followed, too; needs their table. */
  readonly defined?: boolean;
  /** Ranges of slices that this process may work on; all in one when absent. */
  readonly ranges?: readonly SliceRange[];
  /** False when another process follows identity. */
  readonly identity?: boolean;
  readonly maxPersons?: MaxPersons;
  /** Runs the rules when days of this zone end; absent = another process does. Needs `prepareRules`. */
  readonly rules?: Pick<RulesParts, 'zone' | 'currency' | 'learner' | 'open' | 'tellMs'>;
  /** Followers with tables of their own. */
  readonly own?: readonly OwnFollowerSpec[];
  /** How long a lease outlives its owner, in milliseconds; 5,000 when absent. */
  readonly ttlMs?: number;
  /** Makes tables again that are gone, and tells the followers; who finds one gone only tries again when absent. */
  readonly mend?: () => Promise<void>;
  readonly log: Log;
}

/**
 * Starts to follow the log: one worker for identity, one per range of slices for all projections together. Who has stopped
 * because the log is another one begins again once `resumeFollowers` was run.
 */
export const follow = (options: FollowOptions): Promise<Following> =>
  beginAgain(options.pool, options.log, () => start(options));

const start = async (options: FollowOptions): Promise<Following> => {
  const { pool, store, log, ranges = [ALL_SLICES], identity = true, rules, own = [] } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const owner = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  const open = await openTables(options, options.projections);
  const progress = new IdentityProgress(pool);
  const ttlMs = options.ttlMs ?? 5_000;
  const { mend } = options;
  const turns = turnsOf(pool);
  const base = { pool, store, feed: new Feed(store, signal), owner, ttlMs, log, signal, ...(mend && { mend }) };
  const workers = [
    ...(identity ? [new Worker('identity', identityLanes(options, progress), base)] : []),
    ...ranges.map((range) => {
      const lanes = viewLanes(options, open, range, progress, turns);
      return new Worker(`views:${rangeName(range)}`, lanes, base);
    }),
    ...(rules ? [new Worker(RULES.name, rulesLanes({ pool, store, ttlMs, log, ...rules }, progress), base)] : []),
    ...own.map((spec) => new Worker(spec.name, ownLanes(pool, ttlMs, spec, progress), base)),
  ];
  const lanes = () => workers.flatMap((worker) => worker.lanes);
  const ends = [...workers.map((worker) => worker.run()), watchHead(pool, store, lanes, log, signal, mend)];
  return {
    stop: async () => {
      stop.abort();
      await Promise.all(ends);
    },
    status: async () => ({ workers: workers.map(({ state }) => state), projections: await positions(pool) }),
  };
};

/**
 * How many lanes of views work at a time. Each keeps a connection while it asks for more over others, or waits for identity, which needs
 * them, too: as many lanes as there are connections would wait for each other for ever.
 */
const turnsOf = ({ options: { max } }: Pool): pLimit.Limit => pLimit(Math.max(1, max >> 1));

const openTables = async (
  { pool }: Pick<FollowOptions, 'pool'>,
  projections: readonly ProjectionTable[],
): Promise<readonly OpenProjection[]> => {
  const open = projections.map(async ({ projection, table }) => ({
    projection,
    rows: await openRowStore(pool, table),
  }));
  return Promise.all(open);
};

const identityLanes =
  ({ pool, store, maxPersons = MAX_PERSONS, ttlMs = 5_000 }: FollowOptions, progress: IdentityProgress) =>
  async (): Promise<readonly Lane[]> => {
    const follower = new IdentityFollower(pool, store, maxPersons, ttlMs);
    const from = await loadCheckpoint(pool, IDENTITY, ALL_SLICES);
    progress.moved(from.position);
    const take: Lane['take'] = async (facts, at, lease) => {
      const to = await follower.take(facts, at, lease);
      progress.moved(to.position);
      return to;
    };
    const [between, end] = [() => follower.between(), () => follower.end()];
    return [{ projections: [IDENTITY], range: ALL_SLICES, from, take, between, end }];
  };

/** Projections at one checkpoint share a lane; a new one, which starts at the beginning of the log, has its own. */
const viewLanes =
  (
    { pool, store, ttlMs = 5_000, defined }: FollowOptions,
    open: readonly OpenProjection[],
    range: SliceRange,
    progress: IdentityProgress,
    turns: pLimit.Limit,
  ) =>
  async (): Promise<readonly Lane[]> => {
    await progress.begin();
    // Who promotes or drops one takes the lease away, so that it is looked for again.
    const built = defined ? await openTables({ pool }, await builtProjections(pool)) : [];
    const all = [...open, ...built];
    await beginViews(pool, store, all.map(({ projection }) => projection), range); // prettier-ignore
    const standing: { from: Checkpoint; member: OpenProjection }[] = [];
    for (const member of all) standing.push({ member, from: await loadCheckpoint(pool, member.projection, range) });
    const left = await leftToRebuilds(pool);
    const isLeft = ({ projection: { name, version } }: OpenProjection): boolean =>
      left.some((one) => one.name === name && one.version === version);
    const groups = new Map<string, { from: Checkpoint; members: OpenProjection[] }>();
    for (const { from, member } of standing) {
      if (isLeft(member)) continue;
      const group = groups.get(from.position) ?? { from, members: [] };
      group.members.push(member);
      groups.set(from.position, group);
    }
    return [...groups.values()].map(({ from, members }): Lane => {
      const runner = new ViewRunner({ pool, store, projections: members, range, ttlMs });
      return {
        projections: members.map(({ projection: { name, version } }) => ({ name, version })),
        range,
        from,
        take: (facts, at, lease, settled) => turns(() => runner.take(facts, at, lease, settled)),
        until: (wanted, signal) => progress.until(wanted, signal),
        // Who is who changes with facts about facts alone.
        beginsEarly: (facts) => !facts.some(isAboutFacts),
        between: (at, lease) => turns(() => runner.retry(at, lease)),
      };
    });
  };
