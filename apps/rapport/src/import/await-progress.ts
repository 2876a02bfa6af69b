import { setTimeout as sleep } from 'node:timers/promises';
import { Advice } from '../terminal';
import { watchCloses } from './watch-closes';
import type { Ask } from './checkpoint';

const LOOK_MS = 200;

interface Progress {
  readonly projections: readonly { readonly projection: string; readonly position: string }[];
}

/** What is waited for. */
export interface Awaited {
  /** Names as `GET /v1/projections` has them. */
  readonly followers: readonly string[];
  /** Null: the end that the log has now. */
  readonly position: string | null;
  /** How long nothing may move. */
  readonly patienceMs: number;
  /** What to say when nothing has moved for so long. */
  readonly stuck: string;
  /** What moves meanwhile where the followers do not: while the text that it gives changes, patience begins anew. */
  readonly meanwhile?: () => Promise<string>;
}

/** A version that another release has left stays where it was. */
const furthest = (versions: Progress['projections']): string =>
  versions.reduce((most, { position }) => (position > most ? position : most), '');

/** Waits until followers of the log have come to a position. @throws Advice when the patience is over */
export const awaitProgress = async (
  ask: Ask,
  { followers, position, patienceMs, stuck, meanwhile }: Awaited,
): Promise<void> => {
  let until = performance.now() + patienceMs;
  let seen: string | undefined;
  for (let end = position ?? undefined; ; await sleep(LOOK_MS)) {
    try {
      end ??= ((await ask('/v1/events?limit=1')) as { head: string }).head;
      const { projections } = (await ask('/v1/projections')) as Progress;
      const slowest = followers
        .map((name) => furthest(projections.filter(({ projection }) => projection === name)))
        .reduce((least, other) => (other < least ? other : least));
      if (slowest >= end) return;
      const moving = `${slowest} ${(await meanwhile?.()) ?? ''}`;
      if (seen !== undefined && moving !== seen) until = performance.now() + patienceMs;
      seen = moving;
    } catch (error) {
      // It may be away for a moment, as it may be while events are sent.
      if (!(error instanceof Advice) || performance.now() > until) throw error;
    }
    if (performance.now() > until) throw new Advice(stuck);
  }
};

/**
 * Waits until identity has come to the end that the log has now. A close ranks customers as they are known at its place in the
 * log: asked for at once, it would take for two people whoever the last events of an import make one.
 */
export const awaitIdentity = (ask: Ask, patienceMs: number): Promise<void> =>
  awaitProgress(ask, {
    ...{ followers: ['identity'], position: null, patienceMs },
    stuck:
      'everything is imported, and nothing closed yet: it is not known who is who so far (is a projector running? ' +
      '"rapport status" tells). Run the same command again: it closes then.',
  });

const STILL_RUNNING =
  'everything is imported and closed, but the rules do not get on (is a projector running? "rapport status" tells). ' +
  'They go on by themselves; run the same command again to wait for them.';

/** Waits until the rules have decided at every close up to a position, and what they decided can be read; says how far a long close is. */
export const awaitRules = async (
  ask: Ask,
  position: string | null,
  patienceMs: number,
  watch = watchCloses(ask),
): Promise<void> => {
  const wanted = { patienceMs, stuck: STILL_RUNNING };
  await awaitProgress(ask, { ...wanted, followers: ['rules'], position, meanwhile: watch.look }).finally(watch.end);
  await awaitProgress(ask, { ...wanted, followers: ['rule-runs', 'tiers', 'signals', 'segments'], position: null });
};
