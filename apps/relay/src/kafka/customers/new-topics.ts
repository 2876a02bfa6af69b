import type { Desk } from '../outlet';
import { asHolder } from '../tenure';
import type { StateParts } from './known';
import { forgetTopic, toldAfter } from './told';

/** A topic without a single offset that is noted as told was removed and made again: it tells of nobody. */
export const forgetNewTopics = async ({ pool }: StateParts, desk: Desk): Promise<boolean> => {
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
