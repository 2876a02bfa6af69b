import { Recent } from '@rapport/vault';
import type { Receipt } from './admission';

/** Keys of which the last batch is remembered. */
const KEYS_MAX = 1_000;

/**
 * Who sends again what is recorded already: a file that is imported once more, a queue that is read from its start. What such a
 * sender sends next is looked for before it is claimed, sealed and appended, which costs several times as much; all others
 * would only be slowed down by looking. Being wrong costs some time and nothing else.
 */
export interface SentAgain {
  /** Whether most of what this key sent last was recorded already. */
  isLikely(keyId: string): boolean;
  /** What became of a batch. */
  learn(keyId: string, receipts: readonly Pick<Receipt, 'status'>[]): void;
}

export const sentAgain = (): SentAgain => {
  const likely = new Recent<string, boolean>(KEYS_MAX);
  return {
    isLikely: (keyId) => likely.get(keyId) === true,
    learn: (keyId, receipts) => {
      let repeats = 0;
      for (const { status } of receipts) if (status === 'duplicate') repeats += 1;
      likely.set(keyId, repeats * 2 > receipts.length);
    },
  };
};
