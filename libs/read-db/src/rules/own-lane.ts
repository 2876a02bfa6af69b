import type { Pool } from 'pg';
import type { Fact } from '@rapport/events';
import { inSession, type Sql } from '@rapport/postgres';
import { advancing, asFenced, loadCheckpoint, type Checkpoint } from '../checkpoint';
import type { IdentityProgress } from '../identity/progress';
import type { Lane } from '../lane';
import { keep } from '../lease';
import { ALL_SLICES } from '../slices';
import type { Versioned } from '../wait-for';
import { RULES, RulesFollower, type RulesParts } from './rules-follower';

/** A follower with tables of its own, for as long as one worker holds its lease. */
export interface OwnFollower {
  /** Takes in facts: `commit` runs the writes in the transaction that moves the checkpoint past them. */
  take(facts: readonly Fact[], commit: (write: (sql: Sql) => Promise<void>) => Promise<void>): Promise<void>;
  /** Now and then, between batches; `held` throws when the lease is another's. */
  between?(at: Checkpoint, held: () => Promise<void>): Promise<void>;
}

/** How to start such a follower, with nothing remembered. */
export interface OwnFollowerSpec extends Versioned {
  readonly open: () => Promise<OwnFollower>;
}

/** Days end and promises fall due by the minute: nobody waits for these lanes, and each transaction costs round trips and a flush. */
const REST_MS = 250;

/** The lane of a follower with tables of its own; it never runs ahead of identity. */
export const ownLanes =
  (pool: Pool, ttlMs: number, spec: OwnFollowerSpec, progress: IdentityProgress) =>
  async (): Promise<readonly Lane[]> => {
    const { name, version } = spec;
    const projections = [{ name, version }];
    await progress.begin();
    const follower = await spec.open();
    return [
      {
        ...{ projections, range: ALL_SLICES, from: await loadCheckpoint(pool, spec, ALL_SLICES) },
        take: async (facts, from, lease) => {
          const last = facts.at(-1)!;
          const to = { position: last.position, eventId: last.eventId };
          const step = advancing({ projections, range: ALL_SLICES, from, to, lease, ttlMs });
          await follower.take(facts, (write) =>
            inSession(pool, (session) => session.within(write, step)).catch((error: unknown) => {
              throw asFenced(error, lease);
            }),
          );
          return to;
        },
        until: (wanted, signal) => progress.untilFirm(wanted, signal),
        restMs: REST_MS,
        ...(follower.between && {
          between: (at, lease) => follower.between!(at, () => keep(pool, lease, ttlMs)),
        }),
      },
    ];
  };

/** The lane of the rules. */
export const rulesLanes = (parts: RulesParts, progress: IdentityProgress) => async (): Promise<readonly Lane[]> => {
  await progress.begin();
  const follower = new RulesFollower(parts);
  const from = await loadCheckpoint(parts.pool, RULES, ALL_SLICES);
  return [
    {
      ...{ projections: [RULES], range: ALL_SLICES, from },
      take: (facts, at, lease) => follower.take(facts, at, lease),
      until: (wanted, signal) => progress.untilFirm(wanted, signal),
      restMs: REST_MS,
    },
  ];
};
