import fc from 'fast-check';
import { spreadAcquisition, type AcquisitionCost } from './acquisition';
import { paybacks } from './payback';
import { referredValues, type ReferralSide } from './referrals';
import { marginOf, type WorthMember } from './worth-member';
import { readWorthParams, type WorthParams } from './worth-params';
import { worth } from './worth';

const EUR = 1_000_000n;
const euros = (amount: number): bigint => BigInt(Math.round(amount * 1e6));
const params = (more: Readonly<Record<string, unknown>> = {}): WorthParams => {
  const read = readWorthParams(more);
  if (!read.ok) throw new Error(read.faults.join());
  return read.params;
};

interface Some {
  readonly channel?: string;
  readonly day?: number;
  readonly later?: readonly (readonly [day: number, margin: number])[];
  readonly costs?: Partial<Record<'acquisition' | 'selling' | 'serving', number>>;
  readonly campaigns?: ReadonlyMap<string, string>;
}
/** Somebody whose first purchase left `margin`; without one nothing was bought. */
const member = (customer: string, margin: number | null, { channel = 'web', day = 10, later = [], costs = {}, campaigns = new Map() }: Some = {}): WorthMember => ({
  customer,
  first: margin === null ? null : { at: `2026-01-${day}T12:00:00.000Z`, day, channel },
  margins: margin === null ? [] : [[day, margin] as const, ...later].map(([on, left]) => ({ day: on, margin: euros(left) })),
  costs: { acquisition: euros(costs.acquisition ?? 0), selling: euros(costs.selling ?? 0), serving: euros(costs.serving ?? 0) },
  campaigns,
}); // prettier-ignore
const ever = (amount: number, more: Partial<AcquisitionCost> = {}): AcquisitionCost => ({ amount: euros(amount), from: -Infinity, to: 1_000, ...more }); // prettier-ignore
const valued = (members: readonly WorthMember[], costs: readonly AcquisitionCost[] = [], referrals: readonly ReferralSide[] = [], more: Readonly<Record<string, unknown>> = {}) =>
  worth(members, { costs, referrals, params: params(more) }); // prettier-ignore
const said = (...given: Parameters<typeof valued>): readonly string[] =>
  valued(...given).placed.map(({ rank, customer, tier, value }) => `${rank} ${customer} ${tier} ${value}`);

describe('historical lifetime value', () => {
  it('is the margin of all purchases less what getting, selling to and serving the customer cost', () => {
    const one = member('a', 100, { later: [[40, 50], [41, -20]], costs: { acquisition: 7, selling: 3.005, serving: 20 } }); // prettier-ignore
    const [placed] = valued([one]).placed;
    expect(placed).toMatchObject({
      value: '100.00',
      found: { margin: '130.00', acquiring: '7.00', selling: '3.01', serving: '20.00' },
    });
    expect(placed!.reason()).toBe(
      'rank 1 of 1: margin 130.00 less 7.00 for getting them, 3.01 for selling and 20.00 for serving',
    );
  });

  it('puts customers into classes by rank, and who cost more than they brought into one of their own', () => {
    const all = Array.from({ length: 99 }, (_, n) => member(`c${String(n).padStart(2, '0')}`, 200 - n));
    const lost = member('x', null, { costs: { serving: 4 } });
    const { placed, boundaries, total } = valued([lost, ...all]);
    const tiers = placed.map(({ tier }) => tier);
    const sizes = [...new Set(tiers)].map((tier) => [tier, tiers.filter((one) => one === tier).length]);
    expect(sizes).toEqual([['top', 1], ['high', 4], ['medium', 15], ['low', 79], ['loss', 1]]); // prettier-ignore
    expect(boundaries.at(-1)).toEqual({ tier: 'loss', rank: 100, value: '-4.00' });
    expect(boundaries[3]).toEqual({ tier: 'low', rank: 99, value: '102.00' });
    expect([placed.at(-1)!.customer, total]).toEqual(['x', '14945.00']);
    expect(said([lost])).toEqual(['1 x loss -4.00']);
  });

  it('of equal values ranks who bought first, then the handle', () => {
    expect(said([member('c', 5, { day: 12 }), member('b', 5, { day: 11 }), member('a', 5, { day: 11 })])).toEqual([
      ...['1 a top 5.00', '2 b low 5.00', '3 c low 5.00'],
    ]);
  });

  it('tells another value when it has gone a step, down and up, and another number of referees', () => {
    const markOf = (margin: number, serving = 0, sides: readonly ReferralSide[] = []) =>
      valued([member('a', margin, { costs: { serving } }), member('b', 0)], [], sides).placed.find((one) => one.customer === 'a')!.mark; // prettier-ignore
    expect(markOf(100)).toBe(markOf(101));
    expect(markOf(100)).not.toBe(markOf(130));
    expect(markOf(0, 100)).not.toBe(markOf(100));
    expect(markOf(0, 0.01)).not.toBe(markOf(0));
    const sides = (['referrer', 'referee'] as const).map((role) => ({ customer: role === 'referrer' ? 'a' : 'b', referral: 'R', role })); // prettier-ignore
    expect(markOf(100, 0, sides)).not.toBe(markOf(100));
  });
});

describe('costs of getting customers', () => {
  const shares = (members: readonly WorthMember[], ...costs: readonly AcquisitionCost[]) => {
    const { shares: each, unspread } = spreadAcquisition(members, costs);
    return [Object.fromEntries([...each].map(([customer, share]) => [customer, Number(share) / 1e6])), Number(unspread) / 1e6]; // prettier-ignore
  };
  const [web, shop, late] = [member('w', 5), member('s', 5, { channel: 'store' }), member('z', 5, { day: 20 })];

  it('go evenly to who bought first on their channel, in their time', () => {
    expect(shares([web, shop, late], ever(30, { channel: 'web' }))).toEqual([{ w: 15, z: 15 }, 0]);
    expect(shares([web, shop, late], ever(30))).toEqual([{ w: 10, s: 10, z: 10 }, 0]);
    expect(shares([web, shop, late], ever(30, { from: 11, to: 20 }))).toEqual([{ z: 30 }, 0]);
    expect(shares([web, shop, late], ever(30, { from: 10, to: 19, channel: 'web' }))).toEqual([{ w: 30 }, 0]);
  });

  it('go to whom a campaign had reached by then', () => {
    const early = member('e', 5, { campaigns: new Map([['spring', '2026-01-10T11:59:59.999Z']]) });
    const after = member('a', 5, { campaigns: new Map([['spring', '2026-01-10T12:00:00.001Z']]) });
    expect(shares([early, after, web], ever(8, { campaign: 'spring' }))).toEqual([{ e: 8 }, 0]);
  });

  it('are left over where nobody came', () => {
    expect(shares([web], ever(30, { channel: 'call' }), ever(2, { to: 9 }), ever(1))).toEqual([{ w: 1 }, 32]);
    expect(shares([member('n', null)], ever(4))).toEqual([{}, 4]);
  });

  it('add up to what was booked, to the millionth, in any order of members', () => {
    const some = fc.array(fc.tuple(fc.constantFrom('web', 'store'), fc.nat(30)), { maxLength: 20 });
    const booked = fc.array(fc.record({ amount: fc.bigInt(0n, 10n ** 12n), channel: fc.constantFrom('web', 'store', 'call'), from: fc.nat(30), to: fc.nat(30) })); // prettier-ignore
    fc.assert(
      fc.property(some, booked, (given, costs) => {
        const members = given.map(([channel, day], n) => member(`m${String(n).padStart(2, '0')}`, 1, { channel, day }));
        const spread = spreadAcquisition(members, costs);
        const all = [...spread.shares.values()].reduce((sum, one) => sum + one, spread.unspread);
        expect(all).toBe(costs.reduce((sum, { amount }) => sum + amount, 0n));
        const again = spreadAcquisition([...members].reverse(), costs);
        expect([...again.shares].sort()).toEqual([...spread.shares].sort());
      }),
    );
  });
});

describe('pay-back', () => {
  const cost = ({ costs }: WorthMember): bigint => costs.acquisition;
  const got = { costs: { acquisition: 10 } };

  it('is the day, from the first purchases on, when margins together had come to what their customers cost', () => {
    const members = [member('a', 6, { ...got, later: [[40, 5]] }), member('b', 4, { ...got, day: 20, later: [[25, 5]] })]; // prettier-ignore
    expect(paybacks(members, cost)).toEqual(new Map([['web', { customers: 2, cost: 20n * EUR, days: 30 }]]));
    expect(paybacks([member('a', 10, got)], cost).get('web')).toMatchObject({ days: 0 });
    expect(paybacks([member('a', 9, got)], cost).get('web')).toMatchObject({ days: null });
  });

  it('tells channels apart, and is silent about those that cost nothing', () => {
    const members = [member('a', 10, got), member('b', 99, { channel: 'store' }), member('n', null, got)];
    expect([...paybacks(members, cost).keys()]).toEqual(['web']);
    const { channels, unspread } = valued(members, [ever(5, { channel: 'store' }), ever(3, { channel: 'call' })]);
    expect(channels).toEqual({
      store: { customers: 1, cost: '5.00', perCustomer: '5.00', paybackDays: 0 },
      web: { customers: 1, cost: '10.00', perCustomer: '10.00', paybackDays: 0 },
    });
    expect(unspread).toBe('3.00');
  });
});

describe('referred value', () => {
  const side = (customer: string, role: ReferralSide['role'], referral = 'R'): ReferralSide => ({ customer, role, referral }); // prettier-ignore
  const all = [member('a', 1), member('b', 10, { later: [[374, 5], [375, 100]] }), member('c', 7), member('n', null)]; // prettier-ignore
  const values = (...sides: readonly ReferralSide[]) =>
    [...referredValues(all, sides)].map(([customer, { referees, value }]) => `${customer}: ${referees} ${value / EUR}`);

  it('is what direct referees brought in their first 365 days', () => {
    expect(values(side('a', 'referrer'), side('b', 'referee'))).toEqual(['a: 1 15']);
    expect(values(side('b', 'referee'), side('a', 'referrer'), side('c', 'referee', 'S'), side('b', 'referrer', 'S'))).toEqual(['a: 1 15', 'b: 1 7']); // prettier-ignore
  });

  it('counts nothing from before they first bought', () => {
    const early: WorthMember = { ...member('e', 10), margins: [{ day: 9, margin: euros(-3) }, { day: 10, margin: euros(10) }] }; // prettier-ignore
    const sides = [side('a', 'referrer'), side('e', 'referee')];
    expect(referredValues([...all, early], sides).get('a')).toEqual({ referees: 1, value: euros(10) });
  });

  it('counts each referee once, nobody for themselves, and who never bought with nothing', () => {
    expect(values(side('a', 'referrer'), side('a', 'referee'))).toEqual([]);
    expect(values(side('a', 'referrer'), side('b', 'referee'), side('b', 'referee'), side('a', 'referrer', 'S'), side('b', 'referee', 'S'))).toEqual(['a: 1 15']); // prettier-ignore
    expect(values(side('a', 'referrer'), side('n', 'referee'), side('gone', 'referee'))).toEqual(['a: 2 0']);
  });

  it('stands beside the value and is not in it', () => {
    const { placed } = valued(all, [], [side('a', 'referrer'), side('b', 'referee')]);
    const found = placed.find(({ customer }) => customer === 'a')!;
    expect(found).toMatchObject({ value: '1.00', found: { referred: { referees: 1, value: '15.00' } } });
    expect(found.reason()).toMatch(/; 1 customer whom they referred brought 15.00 besides$/);
  });
});

it('is the sum of its parts for everybody, in any order', () => {
  const cents = fc.integer({ min: -100_000, max: 100_000 });
  const one = fc.record({ margin: fc.option(cents), later: cents, serving: fc.nat(50_000), day: fc.integer({ min: 10, max: 28 }) }); // prettier-ignore
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), fc.nat(100_000), (given, booked) => {
      const members = given.map(({ margin, later, serving, day }, n) =>
        member(`m${String(n).padStart(2, '0')}`, margin === null ? null : margin / 100, { day, later: [[30, later / 100]], costs: { serving: serving / 100 } }),
      ); // prettier-ignore
      const outcome = valued(members, [ever(booked / 100)]);
      const spread = members.some(({ first }) => first !== null) ? euros(booked / 100) : 0n;
      const all = members.reduce((sum, { costs, ...rest }) => sum + marginOf(rest) - costs.serving, -spread);
      expect(Math.abs(Number(outcome.total) - Number(all) / 1e6)).toBeLessThanOrEqual(0.005 * members.length + 0.001);
      expect(valued([...members].reverse(), [ever(booked / 100)]).placed.map(({ rank, customer }) => [rank, customer])).toEqual(
        outcome.placed.map(({ rank, customer }) => [rank, customer]),
      ); // prettier-ignore
    }),
  );
});

it('lists all that is wrong with parameters', () => {
  expect(readWorthParams({ margin: 2, contactCosts: { call: 3 }, reportingCurrency: 'eur' })).toMatchObject({
    faults: [
      'reportingCurrency must be an ISO 4217 code like EUR',
      'margin must be a number from 0 to 1',
      'contactCosts must have decimal texts that are not negative for some of call, email, chat, store, field, campaign',
    ],
  });
  for (const contactCosts of [null, [], { fax: '1.00' }, { call: '-1.00' }, { call: 'x' }])
    expect(readWorthParams({ contactCosts })).toMatchObject({ ok: false });
  expect(readWorthParams({ contactCosts: { call: '4.50' } })).toMatchObject({ ok: true });
});
