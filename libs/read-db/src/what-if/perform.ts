import type { Pool } from 'pg';
import { ordinalOf, type EventStore } from '@rapport/event-store';
import { decodeEvent } from '@rapport/events';
import { inTransaction, type Sql } from '@rapport/postgres';
import { Fenced, keep, type Lease } from '../lease';
import { readLog } from '../replay/read-log';
import type { Learner } from '../rules/learning';
import type { OpenCells } from '../rules/sealed-days';
import { conclude, worthAt } from './conclude';
import { Counterfactual } from './counterfactual';
import { CalledOff, Course, endWhatIf } from './course';
import { keepLive, rulesPosition } from './live';
import { dropScratch, makeScratch } from './scratch';
import type { WhatIf } from './what-if';

/** What running what-ifs needs; `pool` is their own. */
export interface WhatIfParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'find' | 'follow' | 'scan'>;
  readonly zone: string;
  readonly currency: string;
  /** Learns models; in this thread when absent. */
  readonly learner?: Learner;
  /** Opens what rules must read of what is sealed; absent = nothing can be. */
  readonly open?: OpenCells;
  readonly lease: Lease;
  readonly ttlMs: number;
  readonly signal: AbortSignal;
}

/**
 * Goes through the whole log with a draft; the outcome is in the record. It knows the log up to where the rules stand at the end, so that
 * both sides of the comparison rest on the same events.
 * @throws only what says that this process must stop; whoever goes on finds the record running and begins again
 */
export const performWhatIf = async (parts: WhatIfParts, asked: WhatIf): Promise<void> => {
  const { pool, signal } = parts;
  try {
    if (asked.wish === 'cancel') throw new CalledOff();
    await goThrough(parts, asked);
  } catch (error) {
    if (signal.aborted || error instanceof Fenced) throw error;
    if (error instanceof CalledOff) await endWhatIf(pool, asked.id, 'cancelled');
    else {
      const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      await endWhatIf(pool, asked.id, 'failed', { fault });
    }
  }
  await dropScratch(pool);
};

const goThrough = async (parts: WhatIfParts, asked: WhatIf): Promise<void> => {
  const { pool, store, lease, ttlMs, signal } = parts;
  const { id, rule, kind, params, effectiveFrom, basedOn } = asked;
  const fence = (sql: Sql): Promise<void> => keep(sql, lease, ttlMs);
  const draft = { rule, kind, params, effectiveFrom, version: basedOn + 1 };
  const story = new Counterfactual({ ...parts, fence }, draft);
  const course = new Course(pool, id, signal);
  let [position, events, closes] = ['', 0, 0];
  const advance = () => ({ position, events, closes, closedTo: story.newest?.date ?? null });
  const read = async (to: string): Promise<void> => {
    for await (const stretch of readLog(store, { after: position, to }, signal)) {
      await story.take(stretch.events.map(decodeEvent), async () => {
        closes++;
        await course.step(advance());
      });
      events += stretch.count;
      position = stretch.upTo;
      await course.step(advance());
    }
  };
  await makeScratch(pool);
  const first = await rulesPosition(pool);
  await course.begin(first === '' ? 0 : Number(ordinalOf(first)));
  await read(first);
  // Live has gone on meanwhile: how everybody stands is kept as of one position, and the rest is read up to there.
  const end = await keepLive(pool, rule);
  await read(end);
  await course.tell(advance());
  const worth = await worthAt(story, end);
  await inTransaction(pool, async (client) => {
    await fence(client);
    const result = await conclude(client, id, { draft, story, worth }, () => course.look());
    await endWhatIf(client, id, 'ready', { result });
  });
};
