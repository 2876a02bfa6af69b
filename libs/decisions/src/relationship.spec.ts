import fc from 'fast-check';
import { placesFor, scaled, unscaled } from './exact';
import { relationship, relationshipMark, type RelationshipMember } from './relationship';
import { readRelationshipParams } from './relationship-params';

const at = '2025-06-01T00:00:00.000Z';
const member = (customer: string, more: Partial<RelationshipMember> = {}): RelationshipMember => ({
  ...{ customer, value: '100.00', purchaseDays: 1, contacts: 0, firstSaleAt: at, strategic: null, accounts: [] },
  ...more,
});
const relational = (customer: string, value: string): RelationshipMember =>
  member(customer, { value, purchaseDays: 2, contacts: 1 });
/** Three whose median is 10.00. */
const three = [relational('r1', '9.00'), relational('r2', '10.00'), relational('r3', '11.00')];
const judge = (members: readonly RelationshipMember[], keyMultiple = 30) => {
  const { placed, ...rest } = relationship(members, { keyMultiple });
  return { ...rest, of: (customer: string) => placed.find((one) => one.customer === customer)! };
};
const type = (more: Partial<RelationshipMember>) => judge([...three, member('us', more)]).of('us').tier;

it.each([
  ['R', { purchaseDays: 2, contacts: 1 }],
  ['T', { purchaseDays: 2, contacts: 0 }],
  ['T', { purchaseDays: 1, contacts: 9 }],
  ['inactive', { purchaseDays: 0, contacts: 3, value: '0.00' }],
  ['prospect', { purchaseDays: 0, value: '0.00', firstSaleAt: null }],
] as const)('is %s for %j', (expected, more) => expect(type(more)).toBe(expected));

it('is K from so many times the median of the relational on, those who are K themselves among them', () => {
  expect(judge(three).threshold).toEqual({ median: '10.00', value: '300.00' });
  expect([type({ value: '299.99' }), type({ value: '300.00' })]).toEqual(['T', 'K']);
  const even = [relational('r1', '9.99'), relational('r2', '10.00'), relational('big', '900')];
  expect(judge([...even, relational('r3', '10.01')]).threshold).toEqual({ median: '10.005', value: '300.15' });
  expect(judge(even, 90).of('big')).toMatchObject({ tier: 'K', found: { keyBy: 'value' } });
  expect(judge([member('rich', { value: '99999.00' })]).of('rich').tier).toBe('T');
  expect(judge([relational('r1', '0.00'), relational('r2', '-5.00'), member('us')]).threshold).toBeNull();
});

it('is K by name whatever the value, with a plan where there is no profit', () => {
  const strategic = { value: 'key-account', owner: 'team-k' } as const;
  const { of } = judge([
    ...three,
    member('named', { strategic }),
    member('new', { strategic, value: '0.00', purchaseDays: 0, firstSaleAt: null }),
    member('young', { strategic: { value: 'develop' } }),
  ]);
  expect(of('named')).toMatchObject({ tier: 'K', mark: ' team-k', found: { keyBy: 'named', owner: 'team-k' } });
  expect(of('new')).toMatchObject({ tier: 'K', found: { plan: 'develop' }, mark: 'develop team-k' });
  expect(of('new').reason()).toBe(
    'named a key account by a person; bought on 0 days, 0 contacts for service or advice; worth 0.00, key accounts begin at 300.00; gets a development plan',
  );
  expect(of('young')).toMatchObject({ tier: 'T', found: { plan: 'develop' }, mark: 'develop ' });
  expect(relationshipMark({})).toBe('');
});

it('is K for all who act for an account that is one: by name of one, or by the value of all together', () => {
  const { of } = judge([
    ...three,
    member('boss', { accounts: ['A'], strategic: { value: 'key-account' } }),
    member('clerk', { accounts: ['B', 'A'], value: '0.00', purchaseDays: 0, firstSaleAt: null }),
    member('half', { accounts: ['C'], value: '150.00' }),
    member('other half', { accounts: ['C'], value: '150.00' }),
    member('alone', { accounts: ['D'], value: '299.00' }),
  ]);
  expect(of('boss').found.keyBy).toBe('named');
  expect(of('clerk')).toMatchObject({ tier: 'K', found: { keyBy: 'account' } });
  expect([of('half').tier, of('other half').tier, of('alone').tier]).toEqual(['K', 'K', 'T']);
});

it('counts buyers, and gives everybody one type in any order of customers', () => {
  const cents = fc.integer({ min: -500, max: 90_000 }).map((all) => (all / 100).toFixed(2));
  const one = fc.record({
    value: cents,
    purchaseDays: fc.nat(3),
    contacts: fc.nat(2),
    accounts: fc.subarray(['A', 'B', 'C']),
    strategic: fc.constantFrom(null, null, { value: 'key-account' as const }, { value: 'develop' as const }),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (given, keyMultiple) => {
      const members = given.map((more, n) => member(`c${n}`, more));
      const outcome = relationship(members, { keyMultiple });
      expect(outcome.population).toBe(members.filter(({ purchaseDays }) => purchaseDays > 0).length);
      const reversed = relationship([...members].reverse(), { keyMultiple });
      const types = (all: readonly { readonly customer: string; readonly tier: string; readonly mark: string }[]) =>
        all.map(({ customer, tier, mark }) => [customer, tier, mark].join(' ')).sort();
      expect(types(reversed.placed)).toEqual(types(outcome.placed));
      const keys = new Set(
        outcome.placed.filter(({ found }) => found.keyBy === 'named').flatMap((p) => p.member.accounts),
      );
      for (const {
        member: { accounts },
        tier,
      } of outcome.placed)
        if (accounts.some((name) => keys.has(name))) expect(tier).toBe('K');
    }),
  );
});

it('keeps decimals exact, there and back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(6), (value, places) => {
      const text = unscaled(value, places);
      expect(text).toMatch(/^-?\d+\.\d{2,}$/);
      expect(scaled(text, Math.max(places, 2))).toBe(value * 10n ** BigInt(Math.max(2 - places, 0)));
    }),
  );
  expect(placesFor(['1', '1.5', '1.125', '2.00'])).toBe(3);
});

it.each([
  [{ keyMultiple: 0 }, 'keyMultiple must be a whole number from 1 to 10000'],
  [{ keyMultiple: 2.5 }, 'keyMultiple must be a whole number from 1 to 10000'],
  [{ window: 'year' }, 'window must be all, or days like 365d'],
  [{ dampingCloses: 1 }, 'dampingCloses is no parameter; there are window, basis, reportingCurrency, keyMultiple'],
])('refuses %j', (given, fault) => expect(readRelationshipParams(given)).toEqual({ ok: false, faults: [fault] }));
