import { counted } from './counted';
import type { KeyBy, KeyThreshold } from './relationship-keys';

/** Transactional, relational, key account; or what somebody is who did not buy. */
export type RelationshipType = 'T' | 'R' | 'K' | 'inactive' | 'prospect';

/** What a type of relationship rests on. */
export interface RelationshipFound {
  readonly purchaseDays: number;
  readonly contacts: number;
  /** Absent for those who are no key account. */
  readonly keyBy?: KeyBy;
  /** Manager or team, where a person named one. */
  readonly owner?: string;
  /** `develop`: a person said so, or a key account without profit today. */
  readonly plan?: 'develop';
  /** Absent where no value makes a key account. */
  readonly threshold?: KeyThreshold;
}

const KEY_WORDS: Readonly<Record<KeyBy, string>> = {
  named: 'named a key account by a person',
  value: 'worth as much as a key account',
  account: 'acts for an account that is a key account',
};

/** Why somebody has a type of relationship, in words. */
export const relationshipReason = (tier: RelationshipType, found: RelationshipFound, value: string): string => {
  const { purchaseDays, contacts, keyBy, threshold, plan } = found;
  const bought = `bought on ${counted(purchaseDays, 'day')}, ${counted(contacts, 'contact')} for service or advice`;
  const from = threshold ? `; worth ${value}, key accounts begin at ${threshold.value}` : '';
  const words = keyBy
    ? `${KEY_WORDS[keyBy]}; ${bought}${from}`
    : tier === 'prospect'
      ? 'never bought'
      : tier === 'inactive'
        ? 'bought before, but nothing in the window'
        : `${bought}${from}`;
  return plan ? `${words}; gets a development plan` : words;
};
