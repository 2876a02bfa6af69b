import fc from 'fast-check';
import type { ClassStanding } from '../classes';
import { nextOffers, offerReasons, type Owner } from './offer';
import { readOfferParams, type OfferParams } from './offer-params';

const params = (more: object = {}): OfferParams => {
  const read = readOfferParams({ minCustomers: 2, ...more });
  if (!read.ok) throw new Error(read.faults.join());
  return read.params;
};
const owner = (customer: string, basket: readonly string[], owned: readonly string[] = basket): Owner => ({
  ...{ customer, basket, owned: new Set(owned) },
});
/** Of ten with a tent six have a bag, three a lamp; twenty others have none of it. */
const others = [
  ...Array.from({ length: 6 }, (_, n) => owner(`a${n}`, ['tent', 'bag'])),
  ...Array.from({ length: 3 }, (_, n) => owner(`b${n}`, ['tent', 'lamp'])),
  owner('c0', ['tent']),
  ...Array.from({ length: 20 }, (_, n) => owner(`d${n}`, ['shoes'])),
];
const offersOf = (who: Owner, more: object = {}, previous: ReadonlyMap<string, ClassStanding> = new Map()) => {
  const { standings } = nextOffers([...others, who], previous, { ...params(more), date: '2026-06-01' });
  const { changes } = nextOffers([...others, who], new Map([...standings].filter(([id]) => id !== who.customer)), { ...params(more), date: '2026-06-01' }); // prettier-ignore
  const mine = changes.find(({ customer }) => customer === who.customer);
  const first = nextOffers([...others, who], previous, { ...params(more), date: '2026-06-01' }).standings.get(who.customer); // prettier-ignore
  return { first: first?.mark, all: mine?.kind === 'raised' ? mine.member.offers : [] };
};

describe('the next best offer', () => {
  it('is what most of those with the same thing have too, more often than chance', () => {
    const { all } = offersOf(owner('x', ['tent']));
    expect(all).toEqual([
      { item: 'bag', because: 'tent', count: 6, support: 0.193548, confidence: 0.5455, lift: 2.82 },
      { item: 'lamp', because: 'tent', count: 3, support: 0.096774, confidence: 0.2727, lift: 2.82 },
    ]);
    expect(offersOf(owner('x', ['tent']), { offers: 1 }).all).toHaveLength(1);
    expect(offersOf(owner('x', ['shoes'])).all).toEqual([]);
  });

  it('is nothing that they have already, wherever they got it', () => {
    expect(offersOf(owner('x', ['tent'], ['tent', 'bag'])).first).toBe('lamp');
    expect(offersOf(owner('x', ['tent'], ['tent', 'bag', 'lamp'])).first).toBeUndefined();
  });

  it('is only what may be offered, often enough, sure enough and above chance', () => {
    expect(offersOf(owner('x', ['tent']), { items: ['lamp'] }).first).toBe('lamp');
    expect(offersOf(owner('x', ['tent']), { minCustomers: 7 }).first).toBeUndefined();
    expect(offersOf(owner('x', ['tent']), { minConfidence: 0.6 }).first).toBeUndefined();
    expect(offersOf(owner('x', ['tent']), { minLift: 3 }).first).toBeUndefined();
  });

  it('stays as long as it holds', () => {
    const before = (mark: string) => new Map([['x', { tier: 'likely', mark, since: '2026-05-01' }]]);
    expect(offersOf(owner('x', ['tent']), {}, before('lamp')).first).toBe('lamp');
    expect(offersOf(owner('x', ['tent']), {}, before('shoes')).first).toBe('bag');
  });

  it('says why in words', () => {
    expect(offerReasons([{ item: 'bag', because: 'tent', count: 6, support: 0.2, confidence: 0.545, lift: 2.82 }])).toEqual([
      'bag: 55 % of customers with tent have it (6 customers, 2.8× chance)',
    ]);
  }); // prettier-ignore

  it('never offers what somebody has, and decides nothing again when nothing changed', () => {
    const things = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(things, things), { maxLength: 30 }), (all) => {
        const who = all.map(([basket, more], n) => owner(`x${String(n).padStart(2, '0')}`, basket, [...basket, ...more])); // prettier-ignore
        const given = { ...params({ minLift: 0, minConfidence: 0 }), date: '2026-06-01' };
        const { changes, standings } = nextOffers(who, new Map(), given);
        for (const change of changes) {
          if (change.kind !== 'raised') throw new Error('nothing was before');
          const { of, offers } = change.member;
          for (const { item, because } of offers) {
            expect([of.owned.has(item), of.basket.includes(because)]).toEqual([false, true]);
          }
          expect(new Set(offers.map(({ item }) => item)).size).toBe(offers.length);
        }
        expect(nextOffers([...who].reverse(), standings, given).changes).toEqual([]);
      }),
    );
  });
});

it('lists all that is wrong with parameters', () => {
  expect(readOfferParams({ window: 'long', minConfidence: 2, offers: 0 })).toEqual({
    ok: false,
    faults: [
      'window must be all, or days like 365d',
      'minConfidence must be a number from 0 to 1',
      'offers must be a whole number from 1 to 10',
    ],
  });
});
