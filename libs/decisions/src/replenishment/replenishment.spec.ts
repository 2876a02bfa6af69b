import fc from 'fast-check';
import { dayNumber, dayText } from '../cadence-pace';
import type { ClassStanding } from '../classes';
import { readReplenishmentParams, type ReplenishmentParams } from './replenishment-params';
import { replenishment, replenishmentReasons, whyReplenished, type Replenisher } from './replenishment';

const params = (more: object = {}): ReplenishmentParams => {
  const read = readReplenishmentParams({ leadDays: 0, ...more });
  if (!read.ok) throw new Error(read.faults.join());
  return read.params;
};
const DATE = '2026-06-01';
const CLOSE = dayNumber(DATE);
/** Somebody who bought a thing so many days ago, the oldest first. */
const bought = (customer: string, daysAgo: readonly number[], item = 'toner'): Replenisher => ({
  customer,
  bought: [{ item, days: daysAgo.map((ago) => CLOSE - ago) }],
});
/** Thirty who replaced it after 60 days, just now. */
const others = Array.from({ length: 30 }, (_, n) => bought(`o${String(n).padStart(2, '0')}`, [60, 0]));
const at = (who: readonly Replenisher[], more: object = {}, previous: ReadonlyMap<string, ClassStanding> = new Map()) =>
  replenishment([...others, ...who], previous, { ...params(more), date: DATE });
const said = (...given: Parameters<typeof at>): readonly string[] =>
  at(...given).changes.map((one) => `${one.customer} ${one.kind}${one.kind === 'cleared' ? '' : ` ${one.member.tier}`}`); // prettier-ignore

describe('replenishment', () => {
  it('is due when the days since come to the cycle of the thing, for who has no gaps of their own', () => {
    const { cycles } = at([]);
    expect(cycles).toEqual(new Map([['toner', { medianDays: 60, replacements: 30 }]]));
    expect(said([bought('x', [59])])).toEqual([]);
    expect(said([bought('x', [60])])).toEqual(['x raised due']);
    expect(said([bought('x', [61])])).toEqual(['x raised overdue']);
    expect(said([bought('x', [57])], { leadDays: 3 })).toEqual(['x raised due']);
    expect(said([bought('x', [180])])).toEqual(['x raised overdue']);
    expect(said([bought('x', [181])])).toEqual([]);
  });

  it('goes by the own gaps of a customer the more there are of them', () => {
    // Three gaps of 30 days and a cycle of 60 make 45.
    expect(said([bought('x', [134, 104, 74, 44])])).toEqual([]);
    const [one] = at([bought('x', [135, 105, 75, 45])]).changes;
    expect(one).toMatchObject({ kind: 'raised', member: { items: [{ paceDays: 45, ratio: 1, ownGaps: 3, replacements: 33 }] } }); // prettier-ignore
    expect(said([bought('x', [120, 90, 60, 30])], { priorGaps: 0 })).toEqual(['x raised due']);
  });

  it('knows no cycle of what was replaced too rarely, or of which less than half is', () => {
    expect(said([bought('x', [60])], { minReplacements: 31 })).toEqual([]);
    const once = Array.from({ length: 60 }, (_, n) => bought(`p${n}`, [400]));
    expect(at([...once, bought('x', [100])]).cycles).toEqual(new Map());
  });

  it('looks at what it is asked to look at', () => {
    expect(said([bought('x', [60])], { items: ['paper'] })).toEqual([]);
    expect(said([bought('x', [60])], { items: ['toner'] })).toEqual(['x raised due']);
  });

  it('is cleared by a purchase, and says so', () => {
    const before = new Map([['x', { tier: 'due', mark: `${dayText(CLOSE - 62)} toner`, since: dayText(CLOSE - 5) }]]);
    expect(said([bought('x', [62])], {}, before)).toEqual(['x changed overdue']);
    expect(said([bought('x', [62, 1])], {}, before)).toEqual(['x cleared']);
    // Bought in between, and needed again: that is another time.
    const anew = new Map([
      ['x', { tier: 'overdue', mark: `${dayText(CLOSE - 130)} toner`, since: dayText(CLOSE - 70) }],
    ]);
    expect(said([bought('x', [130, 65])], {}, anew)).toEqual(['x raised overdue']);
    const standing = before.get('x')!;
    expect(whyReplenished(standing, bought('x', [62, 1]).bought)).toBe('bought');
    expect(whyReplenished(standing, bought('x', [400]).bought)).toBe('no-longer');
    expect(whyReplenished(standing, undefined)).toBe('no-longer');
  });

  it('says why in words', () => {
    const items = {
      item: 'toner',
      lastBought: '2026-04-01',
      daysSince: 61,
      paceDays: 45,
      ratio: 1.4,
      medianDays: 60,
      replacements: 212,
    };
    expect(
      replenishmentReasons([
        { ...items, ownGaps: 0 },
        { ...items, ownGaps: 1 },
      ]),
    ).toEqual([
      'toner: needed again after 45 days (212 gaps of others), last bought 61 days ago',
      'toner: needed again after 45 days (1 gap of their own and 212 gaps of others), last bought 61 days ago',
    ]);
  });

  it('decides the same in any order, and nothing at the next close when nothing changed', () => {
    const days = fc.uniqueArray(fc.nat(300), { minLength: 1, maxLength: 6 }).map((all) => all.sort((a, b) => b - a));
    fc.assert(
      fc.property(fc.array(days, { maxLength: 20 }), (all) => {
        const who = all.map((ago, n) => bought(`x${String(n).padStart(2, '0')}`, ago));
        const outcome = at(who);
        const turned = replenishment([...who].reverse().concat(others), new Map(), { ...params(), date: DATE });
        expect(new Map(turned.standings)).toEqual(new Map(outcome.standings));
        expect(at(who, {}, outcome.standings).changes).toEqual([]);
        for (const change of outcome.changes) {
          const { items } = (change as Extract<typeof change, { kind: 'raised' }>).member;
          for (const { ratio, paceDays, daysSince } of items) expect(ratio).toBeCloseTo(daysSince / paceDays, 1);
        }
      }),
    );
  });
});

it('lists all that is wrong with parameters', () => {
  expect(readReplenishmentParams({ by: 'colour', items: ['a', 'a'], untilRatio: 0 })).toEqual({
    ok: false,
    faults: [
      'by must be category or sku',
      'items must be a list of at most 500 names, each once',
      'untilRatio must be a number from 1 to 100',
    ],
  });
});
