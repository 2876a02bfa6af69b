import { readStates } from '@rapport/read-db';
import type { Desk } from '../outlet';
import { type Published, asHolder } from '../tenure';
import { isStateTopic, purposeOf } from '../topic-names';
import { noteParked } from './again';
import { type BroughtUp, loadBroughtUp, saveBroughtUp } from './brought-up';
import { type StateParts, VIEW } from './known';
import { forgetNewTopics } from './new-topics';
import { standing } from './standing';
import { toldAfter } from './told';

const PAGE = 500;

/**
 * Tells everybody once: the first time, when the table is another one, when a topic is new. Goes on where it was broken off. What
 * changes meanwhile is in the log after the position that it gives back. `tell` tells some customers.
 */
export const bringUp = async (
  parts: StateParts,
  desk: Desk,
  tell: (customers: readonly string[]) => Promise<number>,
): Promise<{ readonly from: Published; readonly records: number }> => {
  const { pool } = parts;
  const { name } = desk.tenure;
  const save = async (next: BroughtUp): Promise<BroughtUp> => {
    await asHolder(pool, desk.tenure, (sql) => saveBroughtUp(sql, name, next));
    return next;
  };
  const renewed = await forgetNewTopics(parts, desk);
  const { source, from } = await standing(parts);
  const wanted = wantedOf(parts, desk, source);
  const known = await loadBroughtUp(pool, name);
  let at = known && known.source === wanted && !renewed ? known : null;
  if (at?.stage === 'done') return { from: at.from, records: 0 };
  let records = 0;
  if (at === null) {
    await asHolder(pool, desk.tenure, (sql) => noteParked(sql, name, VIEW.projection));
    at = await save({ source: wanted, from, stage: 'rows', after: null });
  }
  while (at.stage !== 'done') {
    desk.signal.throwIfAborted();
    const page: readonly string[] = await nextOf(parts, desk, at);
    records += await tell(page);
    const after: string | null = page.at(-1) ?? null;
    if (after !== null) at = await save({ ...at, after });
    else at = await save({ ...at, stage: at.stage === 'rows' ? 'told' : 'done', after: null });
  }
  return { from: at.from, records };
};

/** The table and what is told of it: a purpose more is a table to be told anew. */
const wantedOf = ({ config }: StateParts, { topics }: Desk, source: string): string =>
  JSON.stringify([
    source,
    [...topics].flatMap(([topic]) => (isStateTopic(topic) ? [[topic, purposeOf(config, topic)]] : [])),
  ]);

const nextOf = async ({ pool }: StateParts, { topics }: Desk, { stage, after }: BroughtUp): Promise<readonly string[]> =>
  stage === 'rows'
    ? [...(await readStates(pool, VIEW, { after, limit: PAGE })).rows.keys()]
    : toldAfter(pool, [...topics.values()].map(({ name }) => name), after, PAGE); // prettier-ignore
