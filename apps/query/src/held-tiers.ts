import { currentTiers, lastClosedRun, allRuleVersions, type UpTo } from '@rapport/projections';
import { tierView } from './decided';
import type { QueryParts } from './parts';
import { handleSet, type Person } from './person';

/** Kinds of rules that know everybody who ever bought. */
const OF_BUYERS: readonly string[] = ['pyramid', 'rfm'];

/** Of whom such a rule has decided nothing: they had never bought at its last close. Nobody writes that down. */
const prospect = (rule: string, heldAt: string): object => ({
  ...{ eventId: null, rule, tier: 'prospect', rankTier: 'prospect', heldAt, nextTier: null },
  reason: 'never bought up to this close',
});

/** The tier of a customer by each rule that ranks, as its last close left it (`heldAt`); by name of the rule. */
export const heldTiers = async (
  { db }: Pick<QueryParts, 'db'>,
  person: Person,
  upTo: UpTo,
  only: string | undefined,
): Promise<readonly object[]> => {
  const { customer } = person;
  const [current, versions] = await Promise.all([
    currentTiers(db.manager, [{ customer, handles: [...handleSet(person)] }], upTo),
    allRuleVersions(db.manager),
  ]);
  const held = new Map(current.get(customer)!.map((row) => [row.rule, row]));
  const ranking = versions.filter(({ kind }) => OF_BUYERS.includes(kind)).map(({ rule }) => rule);
  const names = [...new Set([...held.keys(), ...ranking])].filter((rule) => only === undefined || rule === only).sort();
  const closes = await Promise.all(names.map((rule) => lastClosedRun(db.manager, rule, upTo)));
  return names.flatMap((rule, nth) => {
    const row = held.get(rule);
    const close = closes[nth];
    if (row) return [{ ...tierView(row), heldAt: close?.date ?? row.date }];
    return close ? [prospect(rule, close.date)] : [];
  });
};
