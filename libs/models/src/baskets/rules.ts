/** What goes with what: of baskets with all of `given`, how many have `then` too. */
export interface AssociationRule {
  /** In order. */
  readonly given: readonly string[];
  readonly then: string;
  /** Baskets with all of them. */
  readonly count: number;
  /** Share of all baskets that have all of them: 0 to 1. */
  readonly support: number;
  /** Share of the baskets with `given` that have `then`. */
  readonly confidence: number;
  /** Confidence ÷ the share of all baskets with `then`: 1 is what chance does. */
  readonly lift: number;
}

export interface RuleOptions {
  /** Least number of baskets with all of a rule's items. */
  readonly minCount: number;
  /** Least confidence (0). */
  readonly minConfidence?: number;
  /** Most items that are given: 1 or 2 (1). */
  readonly mostGiven?: 1 | 2;
}

/**
 * Association rules with one item as the consequence: Agrawal, Imieliński & Swami 1993, "Mining association rules between sets of items in large
 * databases" (SIGMOD), found level by level as in Agrawal & Srikant 1994: a set can only be frequent when its parts are. An item counts once in a basket. By lift, then
 * count, then items.
 * @throws RangeError when the least number of baskets is not a whole number from 1
 */
export const associationRules = (
  baskets: readonly (readonly string[])[],
  { minCount, minConfidence = 0, mostGiven = 1 }: RuleOptions,
): readonly AssociationRule[] => {
  if (!(Number.isSafeInteger(minCount) && minCount >= 1)) throw new RangeError(`at least 1 basket, not ${minCount}`);
  const distinct = baskets.map((basket) => [...new Set(basket)].sort());
  const singles = frequent(distinct.flatMap((basket) => basket.map((item) => [item])), minCount); // prettier-ignore
  const kept = distinct.map((basket) => basket.filter((item) => singles.has(keyOf([item]))));
  const pairs = frequent(kept.flatMap(pairsOf), minCount);
  const triples = mostGiven === 2 ? frequent(kept.flatMap((basket) => triplesOf(basket, pairs)), minCount) : new Map<string, number>(); // prettier-ignore
  const counts = new Map([...singles, ...pairs, ...triples]);
  const rules = [...pairs, ...triples].flatMap(([key, count]) => {
    const items = JSON.parse(key) as string[];
    return items.map((then): AssociationRule => {
      const given = items.filter((item) => item !== then);
      const confidence = count / counts.get(keyOf(given))!;
      const expected = counts.get(keyOf([then]))! / baskets.length;
      return { given, then, count, support: count / baskets.length, confidence, lift: confidence / expected };
    });
  });
  return rules.filter(({ confidence }) => confidence >= minConfidence).sort(byLift);
};

const keyOf = (items: readonly string[]): string => JSON.stringify(items);

const frequent = (sets: readonly (readonly string[])[], minCount: number): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const set of sets) counts.set(keyOf(set), (counts.get(keyOf(set)) ?? 0) + 1);
  return new Map([...counts].filter(([, count]) => count >= minCount));
};

const pairsOf = (basket: readonly string[]): string[][] =>
  basket.flatMap((one, at) => basket.slice(at + 1).map((other) => [one, other]));

const triplesOf = (basket: readonly string[], pairs: ReadonlyMap<string, number>): string[][] =>
  pairsOf(basket)
    .filter((pair) => pairs.has(keyOf(pair)))
    .flatMap(([one, other]) =>
      basket
        .filter((third) => third > other! && pairs.has(keyOf([one!, third])) && pairs.has(keyOf([other!, third])))
        .map((third) => [one!, other!, third]),
    );

const byLift = (one: AssociationRule, other: AssociationRule): number =>
  other.lift - one.lift || other.count - one.count || (nameOf(one) < nameOf(other) ? -1 : 1);
const nameOf = ({ given, then }: AssociationRule): string => keyOf([...given, then]);
