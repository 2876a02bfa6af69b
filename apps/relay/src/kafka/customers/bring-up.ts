import { sourceOf, rangesOf, readStates } from '@rapport/read-db';
import { inTransaction } from '@rapport/postgres';
import type { Desk } from '../outlet';
import { type Published, asHolder } from '../tenure';
import { isStateTopic, purposeOf } from '../topic-names';
import { noteParked } from './again';
import { type BroughtUp, loadBroughtUp, saveBroughtUp } from './brought-up';
import { type StateParts, VIEW } from './teller';
import { forgetTopic, toldAfter } from './told';

const PAGE = 500;

/** The table that states are read of at this moment, and where it is. */
export const standing = ({ pool }: Pick<StateParts, 'pool'>): Promise<{ source: string; from: Published }> =>
  inTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read');
    await client.query(`lock table ${VIEW.table.options.schema}.${VIEW.table.options.tableName} in access share mode`);
    const source = await sourceOf(client, VIEW);
    return { source, from: (await rangesOf(client, VIEW.projection)).least };
  });

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

/** A topic without a single offset that is noted as told was removed and made again. */
const forgetNewTopics = async ({ pool }: StateParts, desk: Desk): Promise<boolean> => {
  const admin = desk.client.admin();
  let renewed = false;
  await desk.asked(() => admin.connect());
  try {
    for (const { name } of desk.topics.values()) {
      const offsets = await desk.asked(() => admin.fetchTopicOffsets(name));
      if (offsets.some(({ high }) => Number(high) > 0)) continue;
      if ((await toldAfter(pool, [name], null, 1)).length === 0) continue;
      await asHolder(pool, desk.tenure, (sql) => forgetTopic(sql, name));
      renewed = true;
    }
  } finally {
    await admin.disconnect();
  }
  return renewed;
};
