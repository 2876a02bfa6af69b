import fc from 'fast-check';
import { associationRules } from './rules';

/** The baskets of Tan, Steinbach & Kumar, "Introduction to Data Mining", table 6.1. */
const BASKETS = [
  ['bread', 'milk'],
  ['bread', 'diapers', 'beer', 'eggs'],
  ['milk', 'diapers', 'beer', 'cola'],
  ['bread', 'milk', 'diapers', 'beer'],
  ['bread', 'milk', 'diapers', 'cola'],
];

describe('association rules', () => {
  it('are those of the text book', () => {
    const rules = associationRules(BASKETS, { minCount: 2, mostGiven: 2 });
    const find = (given: string[], then: string) =>
      rules.find((rule) => rule.then === then && rule.given.join() === given.join());
    // {milk, diapers} → beer: support 2/5, confidence 2/3.
    expect(find(['diapers', 'milk'], 'beer')).toMatchObject({ count: 2, support: 0.4, confidence: 2 / 3 });
    expect(find(['beer'], 'diapers')).toMatchObject({ support: 0.6, confidence: 1, lift: 1.25 });
    expect(find(['eggs'], 'beer')).toBeUndefined();
    expect(associationRules(BASKETS, { minCount: 2 }).every(({ given }) => given.length === 1)).toBe(true);
    expect(associationRules([], { minCount: 1 })).toEqual([]);
  });

  it('count what the definition counts, an item once in a basket', () => {
    const basket = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(basket, { maxLength: 15 }), fc.integer({ min: 1, max: 3 }), (baskets, minCount) => {
        const having = (items: readonly string[]) =>
          baskets.filter((one) => items.every((item) => (one as string[]).includes(item))).length;
        const rules = associationRules(baskets, { minCount, mostGiven: 2 });
        for (const { given, then, count, support, confidence, lift } of rules) {
          expect(count).toBe(having([...given, then]));
          expect(count).toBeGreaterThanOrEqual(minCount);
          expect(support).toBeCloseTo(count / baskets.length, 12);
          expect(confidence).toBeCloseTo(count / having(given), 12);
          expect(lift).toBeCloseTo(confidence / (having([then]) / baskets.length), 12);
        }
        const items = ['a', 'b', 'c', 'd', 'e'];
        const wanted = items.flatMap((one) =>
          items.filter((other) => other !== one && having([one, other]) >= minCount),
        );
        expect(rules.filter(({ given }) => given.length === 1)).toHaveLength(wanted.length);
      }),
    );
  });

  it('keep only what is sure enough, and refuse a number that is none', () => {
    expect(associationRules(BASKETS, { minCount: 2, minConfidence: 1 }).map(({ then }) => then)).toEqual(
      expect.not.arrayContaining(['bread']),
    );
    expect(() => associationRules(BASKETS, { minCount: 0 })).toThrow('at least 1 basket, not 0');
  });
});
