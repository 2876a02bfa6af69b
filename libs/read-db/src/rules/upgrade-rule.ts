import { readUpgradeParams, upgrade, upgradeReasons, windowDays, type ClassStanding, type UpgradeFound, type UpgradeMember, type UpgradeParams } from '@rapport/decisions'; // prettier-ignore
import { buyersOf, countingOf } from './buyers';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf, figuresOf } from './figures';
import type { Occurrence } from './occurrences';
import { paramsOf } from './params-of';
import type { RuleInput, RuleKind } from './rule';
import { signalDecisions, signalSaid } from './signal-decision';

interface Member extends UpgradeMember {
  readonly shown: readonly Occurrence[];
}

const membersOf = (input: RuleInput, params: UpgradeParams, previous: ReadonlyMap<string, unknown>) => {
  const counting = countingOf(input, params);
  const quarter = countingOf(input, { ...params, window: `${Math.ceil(windowDays(params.window)! / 4)}d` });
  const premium = new Set(params.premium);
  const { buyers, unconverted } = buyersOf(input, counting, previous);
  const members = buyers.map((buyer): Member => {
    const happened = premium.size === 0 ? [] : (input.occurrences.get(buyer.customer) ?? []);
    const shown = happened.filter(
      ({ kind, at, about }) =>
        (kind === 'interest' || kind === 'quote') &&
        at >= quarter.from &&
        at < quarter.to &&
        [about['category'], about['sku']].some((name) => name !== undefined && premium.has(name)),
    );
    const recent = Number(figuresOf(input.books.get(buyer.customer) ?? [], quarter).value) / 1e6;
    const { customer, value, firstSaleAt, sales } = buyer;
    return { customer, value, firstSaleAt, sales, recent, interests: shown.length, shown };
  });
  return { members, counting, unconverted };
};

/** Who may move up one tier (libs/decisions/src/upgrade) over the customers' books and what they looked at. */
export const upgradeRule: RuleKind<ClassStanding> = {
  looksAtOccurrences: true,
  decide(input, previous) {
    const params = paramsOf(input, readUpgradeParams);
    const { members, counting, unconverted } = membersOf(input, params, previous);
    const outcome = upgrade(members, previous, { ...params, date: input.close.date });
    const decisions = signalDecisions(input, outcome.changes, {
      signal: 'upgrade',
      found: ({ customer, of, found }) => ({
        ...{ reasons: upgradeReasons(found), figures: { ...found } },
        ...{ events: evidenceOf(input.books.get(customer) ?? [], counting, EVIDENCE_MAX, of.shown).events },
        valueAtStake: Math.max(0, found.asks - found.value).toFixed(2),
      }),
      why: () => 'no-longer',
    });
    const { population, below, standings } = outcome;
    return {
      ...{ decisions, population, cutoffs: [], kept: standings },
      figures: { below, rising: standings.size, unconverted },
    };
  },
  said: (decision) => signalSaid(decision, (figures) => (figures as unknown as UpgradeFound).nextTier),
  kept: ({ said }) => said as unknown as ClassStanding,
};
