import type { Sources, Writer } from '@rapport/admission';
import type { IngestFrom } from '@rapport/edge';
import { covers } from '../writer';

/**
 * On whose behalf a topic is read: whoever may write to it, which Kafka decides. It may say events of the sources that are configured
 * for it, or else of those that are registered here.
 */
export const topicWriter = async (
  { topic, sources }: IngestFrom,
  registry: Pick<Sources, 'registered'>,
): Promise<Writer> => {
  const keyId = `kafka/${topic}`;
  if (sources.length > 0)
    return {
      ...{ keyId, mayWrite: (source) => sources.some((one) => covers(one, source)) },
      forbidden: 'this topic may not bring events of this source',
    };
  return {
    ...{ keyId, mayWrite: await registry.registered() },
    forbidden: 'no source of this name is registered here',
  };
};
