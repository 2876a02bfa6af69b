import type { Desk } from '../outlet';

/** True for a topic without a single offset: nothing was ever written to it. */
export const isNewTopic = async ({ client, asked }: Desk, name: string): Promise<boolean> => {
  const admin = client.admin();
  await asked(() => admin.connect());
  try {
    const offsets = await asked(() => admin.fetchTopicOffsets(name));
    return offsets.every(({ high }) => Number(high) === 0);
  } finally {
    await admin.disconnect();
  }
};
