import fc from 'fast-check';
import { readRuleParams, ruleParamsInWords } from './rule-kinds';
import type { ClassStanding } from './classes';
import { segment, type SegmentMember } from './segment';
import { SEGMENT_COUNTS, SEGMENT_WORDS, segmentConditionFaults, type SegmentCondition } from './segment-conditions';
import { judgeSegment, segmentFound, segmentReason, type SegmentFigures } from './segment-judged';
import { readSegmentParams } from './segment-params';

const NOBODY: ReadonlyMap<string, ClassStanding> = new Map();
const RUNNERS: SegmentCondition = {
  all: [
    { figure: 'categories', anyOf: ['running-shoes', 'socks'] },
    {
      any: [
        { figure: 'orders', atLeast: 3 },
        { figure: 'value', atLeast: '500.00' },
      ],
    },
    { not: { figure: 'industry', anyOf: ['retail'] } },
  ],
};
const member = (customer: string, figures: Partial<SegmentFigures>): SegmentMember => ({ customer, figures: { value: '0.00', ...figures } }); // prettier-ignore
const runner = { orders: 2, value: '500.00', categories: ['hats', 'socks'] };

it('takes in those of whom everything is true, and says by which figures', () => {
  const members = [
    member('d', { ...runner, industry: ['retail'] }),
    member('c', { ...runner, value: '499.99' }),
    member('b', { ...runner, orders: 3, value: '1' }),
    member('a', runner),
  ];
  const { entered, left, standings } = segment(members, NOBODY, { date: '2026-01-01', when: RUNNERS });
  expect(entered.map(({ customer }) => customer)).toEqual(['a', 'b']);
  expect(left).toEqual([]);
  const [a, b] = entered;
  expect(segmentFound(a!.judged, a!.member.figures)).toEqual({ categories: ['socks'], value: '500.00', industry: [] });
  expect(segmentReason(b!.judged, b!.member.figures)).toBe(
    'categories socks (any of running-shoes, socks); orders 3 (at least 3); industry not known (not any of retail)',
  );
  expect([...standings]).toHaveLength(2);
});

it('lets those go of whom it is no longer true, with the figures, and those whom nobody sees any more, without', () => {
  const first = segment([member('a', runner), member('b', runner)], NOBODY, { date: '2026-01-01', when: RUNNERS });
  const now = [member('b', { ...runner, value: '20.00' })];
  const { entered, left, standings } = segment(now, first.standings, { date: '2026-01-02', when: RUNNERS });
  expect([entered, left.map(({ customer, since }) => [customer, since]), standings.size]).toEqual([
    ...[[], [['a', '2026-01-01'], ['b', '2026-01-01']], 0], // prettier-ignore
  ]);
  expect(left[0]!.placed).toBeUndefined();
  const { judged, member: b } = left[1]!.placed!;
  expect(segmentFound(judged, b.figures)).toEqual({ orders: 2, value: '20.00' });
  expect(segmentReason(judged, b.figures)).toBe('orders 2 (not at least 3); value 20.00 (not at least 500.00)');
});

it('compares amounts exactly, limits with atLeast included and below not, and knows nothing of what is absent', () => {
  const holds = (when: SegmentCondition, figures: Partial<SegmentFigures>): boolean =>
    judgeSegment(when, { value: '0.00', ...figures }).holds;
  const value: SegmentCondition = { figure: 'value', atLeast: '9.5', below: '100' };
  expect(['9.49', '9.50', '99.999999', '100.00'].map((one) => holds(value, { value: one }))).toEqual([false, true, true, false]); // prettier-ignore
  const idle: SegmentCondition = { figure: 'daysSinceSale', below: 30 };
  expect([holds(idle, { daysSinceSale: 29 }), holds(idle, { daysSinceSale: 30 }), holds(idle, {})]).toEqual([true, false, false]); // prettier-ignore
  expect([holds({ not: idle }, {}), holds({ figure: 'country', anyOf: ['DE'] }, {})]).toEqual([true, false]);
});

it.each([
  [{ when: undefined }, 'when must be {all: […]}, {any: […]}, {not: …} or {figure: …}'],
  [{ when: { all: [] } }, 'when.all must be a list of conditions'],
  [{ when: { not: { any: [3] } } }, 'when.not.any[0] must be {all: […]}, {any: […]}, {not: …} or {figure: …}'],
  [{ when: { all: [{ figure: 'gender', anyOf: ['x'] }] } }, 'when.all[0]: figure must be one of value, orders,'],
  [{ when: { figure: 'orders', anyOf: ['3'] } }, 'when: orders needs atLeast, below or both, and nothing else'],
  [{ when: { figure: 'orders', atLeast: '3' } }, 'when: atLeast must be a whole number from 0'],
  [{ when: { figure: 'value', below: 3 } }, 'when: below must be a decimal text like "500.00"'],
  [{ when: { figure: 'country', anyOf: [] } }, 'when: country needs anyOf, a list of 1 to 100 texts, and nothing else'],
  [{ when: { any: [], all: [] } }, 'when must be {all: […]}'],
  [{ name: ' ' }, 'name must be a text of 60 characters at most'],
  [{ by: 'mood' }, 'by must be one of need, industry, use, behaviour'],
  [{ whom: 1 }, 'whom is no parameter'],
])('refuses %j', (given, fault) => {
  const read = readSegmentParams({ name: 'Runners', when: RUNNERS, ...given });
  expect(read).toEqual({ ok: false, faults: [expect.stringContaining(fault)] });
});

it('refuses conditions that are too deep or too many', () => {
  const leaf: SegmentCondition = { figure: 'orders', atLeast: 1 };
  const deep = (n: number): SegmentCondition => (n === 0 ? leaf : { not: deep(n - 1) });
  expect([segmentConditionFaults(deep(7)), segmentConditionFaults(deep(8))[0]]).toEqual([[], expect.stringMatching(/deeper than 8$/)]); // prettier-ignore
  const wide = (n: number): SegmentCondition => ({ any: Array.from({ length: n }, () => leaf) });
  expect([segmentConditionFaults(wide(99)), segmentConditionFaults(wide(500))]).toEqual([[], ['when must have 100 conditions at most']]); // prettier-ignore
});

it('is a kind of rule with a name and a condition', () => {
  expect(readRuleParams('segment', { name: 'Runners', when: RUNNERS }, 'CNY')).toEqual({
    ok: true,
    params: { name: 'Runners', by: 'behaviour', window: '365d', basis: 'net', reportingCurrency: 'CNY', when: RUNNERS },
  });
  expect(readRuleParams('segment', {}, 'CNY')).toMatchObject({ ok: false });
  expect(ruleParamsInWords()).toContain('segment: by, window, basis, reportingCurrency, name, when');
});

describe('for any condition', () => {
  const limits = fc.constantFrom({ atLeast: 1 }, { below: 2 }, { atLeast: 1, below: 3 });
  const amounts = fc.constantFrom({ atLeast: '1.00' }, { below: '2' }, { atLeast: '0.5', below: '3' });
  const words = fc.subarray(['x', 'y', 'z']);
  const test: fc.Arbitrary<SegmentCondition> = fc.oneof(
    fc.tuple(fc.constantFrom(...SEGMENT_COUNTS.slice(0, 3)), limits).map(([figure, limit]) => ({ figure, ...limit })),
    fc.tuple(fc.constantFrom(...SEGMENT_WORDS.slice(0, 3)), words.filter(({ length }) => length > 0)).map(([figure, anyOf]) => ({ figure, anyOf })), // prettier-ignore
    amounts.map((limit) => ({ figure: 'value' as const, ...limit })),
  );
  const { condition } = fc.letrec<{ condition: SegmentCondition }>((tie) => {
    const some = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
    return {
      condition: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        ...[test, some.map((all) => ({ all })), some.map((any) => ({ any })), tie('condition').map((not) => ({ not }))],
      ),
    };
  });
  const count = fc.option(fc.nat(3), { nil: undefined });
  const figures = fc.record({
    value: fc.constantFrom('0.00', '0.75', '1.00', '2.00', '10'),
    ...Object.fromEntries(SEGMENT_COUNTS.slice(0, 3).map((name) => [name, count])),
    ...Object.fromEntries(SEGMENT_WORDS.slice(0, 3).map((name) => [name, words])),
  }) as unknown as fc.Arbitrary<SegmentFigures>;

  /** Written anew, with floats and without reasons. */
  const naive = (when: any, known: any): boolean => {
    if (when.all) return when.all.every((one: any) => naive(one, known));
    if (when.any) return when.any.some((one: any) => naive(one, known));
    if (when.not) return !naive(when.not, known);
    const is = known[when.figure];
    if (when.anyOf) return when.anyOf.filter((word: string) => is?.includes(word)).length > 0;
    return is !== undefined && !(Number(is) < Number(when.atLeast)) && !(Number(is) >= Number(when.below));
  };

  it('holds as it reads', () =>
    fc.assert(fc.property(condition, figures, (when, known) => expect(judgeSegment(when, known).holds).toBe(naive(when, known))), { numRuns: 500 })); // prettier-ignore

  it('is decided by the figures that are named, whatever the others are', () =>
    fc.assert(
      fc.property(condition, figures, figures, (when, known, others) => {
        const judged = judgeSegment(when, known);
        const named = judged.because.map(({ test: { figure } }) => [figure, known[figure]]);
        expect(judgeSegment(when, { ...others, ...Object.fromEntries(named) }).holds).toBe(judged.holds);
        expect(segmentReason(judged, known)).not.toBe('');
      }),
      { numRuns: 500 },
    ));

  it('leaves a set that entries and leavings tell, close by close', () =>
    fc.assert(
      fc.property(
        condition,
        fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c'), figures), { maxLength: 8 }),
        (when, closes) => {
          // prettier-ignore
          let previous = NOBODY;
          const told = new Set<string>();
          for (const [n, close] of closes.entries()) {
            const members = Object.entries(close).map(([customer, known]) => member(customer, known));
            const { entered, left, standings } = segment(members, previous, { date: `day ${n}`, when });
            for (const { customer } of left) expect(told.delete(customer)).toBe(true);
            for (const { customer } of entered) expect(told.has(customer) || !told.add(customer)).toBe(false);
            const expected = members.filter(({ figures: known }) => naive(when, known)).map(({ customer }) => customer);
            expect([[...told].sort(), [...standings.keys()].sort()]).toEqual([expected.sort(), expected]);
            previous = standings;
          }
        },
      ),
    ));
});
