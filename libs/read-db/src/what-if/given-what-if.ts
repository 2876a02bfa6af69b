import type { Append, EventStore } from '@rapport/event-store';
import type { RuleKindName } from '@rapport/events';
import { createPool } from '@rapport/postgres';
import { eventually } from '@rapport/testing';
import { prepareRules } from '../rules/prepare';
import { followedBy } from '../rules/world/followed';
import { storeOf } from '../rules/world/ledger';
import { openStage, type Stage } from '../world/stage';
import type { Host } from '../hosting';
import { hostWhatIfs, type WhatIfHostOptions } from './host-what-ifs';
import type { WhatIf, WhatIfState, WhatIfWish } from './what-if';
import { findWhatIf, requestWhatIf } from './what-ifs';

const RULES = { zone: 'UTC', currency: 'EUR' };
const NOW = () => new Date('2026-03-01T00:00:00.000Z');

/** A log that the followers of a database have taken in, with what the rules said. */
export interface Lived {
  readonly stage: Stage;
  readonly store: EventStore;
}

/** Lives through a history, with rules that are published before it. */
export const lived = async (...appends: readonly Append[]): Promise<Lived> => {
  const stage = await openStage([]);
  const store = await storeOf();
  await prepareRules(stage.database.pool, store, RULES.currency, NOW);
  await followedBy(stage, RULES, store, ...appends);
  return { stage, store };
};

/** A host of what-ifs with connections of its own; `stop` closes them. */
export const hosted = ({ stage, store }: Lived, more: Pick<WhatIfHostOptions, 'open'> = {}): Host => {
  const pool = createPool(stage.database.url, { max: 3, name: 'what-ifs' });
  const host = hostWhatIfs({ pool, store, ...RULES, ttlMs: 600, log: () => undefined, ...more });
  return {
    stop: async () => {
      await host.stop();
      await pool.end();
    },
  };
};

/** A question about a rule, with nothing said that does not matter. */
export const wish = (rule: string, kind: RuleKindName, params: object, more: Partial<WhatIfWish> = {}): WhatIfWish => ({
  ...{ rule, kind, params: { ...params }, effectiveFrom: '1900-01-01', basedOn: 1 },
  ...{ reason: 'a spec', by: 'spec', ...more },
});

/** Waits until a what-if is in one of the states. */
export const reached = async ({ stage }: Lived, id: string, ...states: readonly WhatIfState[]): Promise<WhatIf> => {
  let found: WhatIf | null = null;
  await eventually(async () => {
    found = await findWhatIf(stage.database.pool, id);
    if (found?.state === 'failed' && !states.includes('failed')) throw new Error(`failed: ${found.fault}`);
    expect(states).toContain(found?.state);
  }, 100_000);
  return found!;
};

/** Asks, and waits for the results. */
export const asked = async (world: Lived, ...questions: readonly WhatIfWish[]): Promise<readonly WhatIf[]> => {
  const ids: string[] = [];
  for (const question of questions) ids.push((await requestWhatIf(world.stage.database.pool, question)).id);
  return Promise.all(ids.map((id) => reached(world, id, 'ready')));
};
