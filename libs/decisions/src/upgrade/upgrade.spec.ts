import fc from 'fast-check';
import type { ClassStanding } from '../classes';
import { readUpgradeParams, type UpgradeParams } from './upgrade-params';
import { upgrade, upgradeReasons, type UpgradeMember } from './upgrade';

const params = (more: object = {}): UpgradeParams => {
  const read = readUpgradeParams({ share: 1, ...more });
  if (!read.ok) throw new Error(read.faults.join());
  return read.params;
};
const member = (n: number, value: number, recent = 0, interests = 0): UpgradeMember => ({
  ...{ customer: `c${String(n).padStart(3, '0')}`, value: value.toFixed(2), sales: 1, recent, interests },
  firstSaleAt: `2025-01-01T00:00:00.${String(n).padStart(3, '0')}Z`,
});
/** A hundred worth 1000, 990, …, 10: platinum is 1000, gold ends at 960, iron at 810. */
const all = Array.from({ length: 100 }, (_, n) => member(n, 1_000 - n * 10));
const withOne = (one: UpgradeMember): readonly UpgradeMember[] => all.map((each) => (each.customer === one.customer ? one : each)); // prettier-ignore
const at = (members: readonly UpgradeMember[], more: object = {}, previous: ReadonlyMap<string, ClassStanding> = new Map()) =>
  upgrade(members, previous, { ...params(more), date: '2026-06-01' }); // prettier-ignore
const said = (...given: Parameters<typeof at>): readonly string[] =>
  at(...given).changes.map((one) => `${one.customer} ${one.kind}${one.kind === 'cleared' ? '' : ` ${one.member.mark}`}`); // prettier-ignore

describe('the upgrade potential', () => {
  it('is of those who at the pace of their last quarter would be worth what the next tier asks for', () => {
    expect(said(withOne(member(30, 700, 202.4)))).toEqual([]);
    expect(said(withOne(member(30, 700, 202.5)))).toEqual(['c030 raised iron']);
    expect(said(withOne(member(10, 900, 240)))).toEqual(['c010 raised gold']);
    expect(said(withOne(member(2, 980, 250)))).toEqual(['c002 raised platinum']);
    expect(said(withOne(member(0, 1_000, 900)))).toEqual([]);
    const [one] = at(withOne(member(30, 700, 250))).changes;
    expect(one).toMatchObject({ member: { found: { tier: 'lead', nextTier: 'iron', asks: 810, atPace: 1_000, reach: 1.2346 } } }); // prettier-ignore
  });

  it('is nobody’s who is worth as much as the next tier asks for already', () => {
    expect(said(Array.from({ length: 20 }, (_, n) => member(n, 50, 50)))).toEqual([]);
  });

  it('asks for less of those who look at premium products', () => {
    expect(said(withOne(member(30, 700, 165)))).toEqual([]);
    expect(said(withOne(member(30, 700, 165, 1)))).toEqual(['c030 raised iron']);
  });

  it('asks for less of those who spend enough elsewhere, and have been bought little from', () => {
    const roomy = (wallet: number, recent = 125): UpgradeMember => ({ ...member(30, 700, recent), wallet });
    expect(said(withOne(member(30, 700, 125)))).toEqual([]);
    expect(said(withOne(roomy(1_400)))).toEqual(['c030 raised iron']);
    expect(said(withOne(roomy(1_399)))).toEqual([]);
    expect(said(withOne(roomy(1_400, 121)))).toEqual([]);
    expect(said(withOne(roomy(1_000)), { maxWalletShare: 0.7 })).toEqual(['c030 raised iron']);
    expect(said(withOne(roomy(800)), { maxWalletShare: 1 })).toEqual([]);
    expect(said(withOne(roomy(0)))).toEqual([]);
    const [one] = at(withOne(roomy(1_400))).changes;
    expect(one).toMatchObject({ member: { found: { wallet: 1_400, walletShare: 0.5 } } });
  });

  it('holds for all of a wallet that somebody had said to be smaller', () => {
    const [one] = at(withOne({ ...member(30, 700, 250), wallet: 500 })).changes;
    expect(one).toMatchObject({ member: { found: { wallet: 500, walletShare: 1 } } });
  });

  it('is of a share of those below the top tier, the likeliest', () => {
    const rising = all.map((one, n) => (n < 20 ? one : { ...one, recent: 300 + n }));
    const { below, population, standings } = at(rising, { share: 0.05 });
    expect([population, below, [...standings.keys()].sort()]).toEqual([100, 99, ['c095', 'c096', 'c097', 'c098', 'c099']]);
  }); // prettier-ignore

  it('stays until somebody is well below, or has moved up', () => {
    const before = new Map([['c030', { tier: 'likely', mark: 'iron', since: '2026-05-01' }]]);
    expect(said(withOne(member(30, 700, 185)), {}, before)).toEqual([]);
    expect(said(withOne(member(30, 700, 182)), {}, before)).toEqual(['c030 cleared']);
    expect(said(withOne(member(30, 815, 100)), {}, before)).toEqual(['c030 cleared']);
  });

  it('says why in words', () => {
    const found = { tier: 'lead', nextTier: 'iron', value: 700, asks: 810, atPace: 1_000, reach: 1.23 } as const;
    expect(upgradeReasons({ ...found, interests: 2 })).toEqual([
      'lead; at the pace of the last quarter worth 1000.00, iron begins at 810.00',
      '2 signs of interest in premium products',
    ]);
    expect(upgradeReasons({ ...found, interests: 0 })).toHaveLength(1);
    expect(upgradeReasons({ ...found, interests: 0, wallet: 2_400, walletShare: 0.2917 })[1]).toBe(
      '29 % of the 2400.00 that they spend on such things is spent here',
    );
  });

  it('is never of the top tier, never of more than its share, in any order, and steady', () => {
    const wallet = fc.option(fc.nat(2_000), { nil: undefined });
    const one = fc.record({ value: fc.nat(1_000), recent: fc.nat(400), interests: fc.nat(2), wallet });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 60 }), fc.constantFrom(0.05, 0.3, 1), (given, share) => {
        const members = given.map(({ value, recent, interests, wallet: all }, n) => ({
          ...member(n, value, recent, interests),
          ...(all !== undefined && { wallet: all }),
        }));
        const { changes, standings, below } = at(members, { share });
        expect(changes.length).toBeLessThanOrEqual(Math.ceil(below * share));
        const best = Math.max(...given.map(({ value }) => value));
        for (const change of changes) {
          if (change.kind !== 'raised') throw new Error('nothing was before');
          expect(change.member.found.value).toBeLessThanOrEqual(best);
          expect(change.member.found.nextTier).not.toBe(change.member.found.tier);
        }
        expect(at([...members].reverse(), { share }).standings).toEqual(standings);
        expect(at(members, { share }, standings).changes).toEqual([]);
      }),
    );
  });
});

it('lists all that is wrong with parameters', () => {
  expect(readUpgradeParams({ window: 'all', share: 0, basis: 'gross' })).toEqual({
    ok: false,
    faults: ['window must be days like 365d, 10 at least', 'share must be a number from 0.01 to 1'],
  });
  expect(readUpgradeParams({ minReach: 0.5 })).toEqual({
    ok: false,
    faults: ['minReachInterested must not be above minReach', 'minReachRoom must not be above minReach'],
  });
  expect(readUpgradeParams({ minReachRoom: 1.1, maxWalletShare: 0.7 })).toEqual({
    ok: false,
    faults: ['minReachRoom must not be above minReach'],
  });
});
