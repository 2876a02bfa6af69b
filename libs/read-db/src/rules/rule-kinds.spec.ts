import { RULE_KINDS, TIER_KINDS, type RuleKindName } from '@rapport/events';
import { fact } from '@rapport/fold/given';
import { RULE_KIND } from './rule-kinds';

const decided = fact('TierAssigned', { tier: 'gold', since: '2026-01-01', date: '2026-01-01', below: 0, figures: {} });
/** Whether a rule of the kind reads a tier back out of such a decision; others look for what they say themselves, in vain. */
const saysTiers = (kind: RuleKindName): boolean => {
  try {
    return (RULE_KIND[kind].said(decided as never) as { readonly tier?: string } | null)?.tier === 'gold';
  } catch {
    return false;
  }
};

it('names the kinds whose decisions are tiers', () => {
  expect(RULE_KINDS.filter(saysTiers)).toEqual(TIER_KINDS);
});
