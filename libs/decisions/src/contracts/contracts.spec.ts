import fc from 'fast-check';
import type { LearnedModel } from '../learned-model';
import { learnModel } from '../learn-model';
import { shareOfTenure, tenureShares } from './contract-baseline';
import { contractChurn, contractMark, type ContractCustomer, type ContractModel } from './contract-churn';
import { CONTRACT_FEATURES, type ContractFacts, type ContractRow } from './contract-facts';
import { fitContracts } from './contract-fit';
import { contractContributions, endsWithin, type ContractParameters } from './contract-model';
import { readContractParams, type ContractParams } from './contract-params';
import { contractReasons } from './contract-reasons';

const paramsOf = (given: object = {}): ContractParams => {
  const read = readContractParams({ ...given });
  if (!read.ok) throw new Error(read.faults.join('; '));
  return read.params;
};
const PARAMS = paramsOf();
const PLAIN: ContractFacts = {
  ...{ tenureDays: 400, daysLeft: 200, notice: false, monthly: false, price: 30 },
  ...{ contacts: 0, complaints: 0, bad: 0, lateBills: 0, downgraded: false, lessOn: 0 },
};
/** Like dice, and the same each time: a whole number below `sides`. */
const dice = (n: number, sides: number): number => {
  let mixed = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d) + 0x297a2d39;
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) % sides;
};
/** No two runs differ: contracts of all ages, of which those with complaints and late bills end more often. */
const rowsOf = (count: number, endsBy: (facts: ContractFacts, n: number) => boolean): readonly ContractRow[] =>
  Array.from({ length: count }, (_, n) => {
    const facts = { ...PLAIN, tenureDays: dice(n, 1_500), complaints: dice(n + 10_000, 5) === 0 ? 2 : 0, lateBills: dice(n + 20_000, 7) === 0 ? 3 : 0, price: 20 + dice(n + 30_000, 11) }; // prettier-ignore
    return { customer: `c${String((n * 31) % count).padStart(6, '0')}`, facts, ended: endsBy(facts, n) };
  });
const byTrouble = ({ complaints, lateBills }: ContractFacts, n: number): boolean =>
  dice(n + 40_000, 100) < 5 + complaints * 15 + lateBills * 10;
const rows = rowsOf(3_000, byTrouble);
const task = (given: readonly ContractRow[], later?: readonly ContractRow[]) =>
  learnModel({
    kind: 'contract-churn',
    until: 20_000,
    frozen: 19_910,
    params: PARAMS,
    rows: given,
    ...(later && { later }),
  });
const learned = task(rows) as LearnedModel;

describe('a model of contracts', () => {
  it('is judged by fifths of the customers and decides when it beats what tenure says', () => {
    expect(learned).toMatchObject({ model: 'contract-logistic', promoted: true, customers: 3_000 });
    expect(learned.reason).toContain('promoted: tells which contracts end better than the plain baseline');
    const { rankings, calibrationError, logLoss, logLossOfBaseline } = learned.judged as unknown as {
      readonly [Name in 'calibrationError' | 'logLoss' | 'logLossOfBaseline']: number;
    } & { readonly rankings: readonly { readonly auc: number }[] };
    const [model, tenure] = rankings;
    expect(model!.auc).toBeGreaterThan(tenure!.auc + 0.1);
    expect(logLoss).toBeLessThan(logLossOfBaseline);
    expect(calibrationError).toBeLessThan(0.05);
  });

  it('does not decide when there is nothing to tell but the tenure', () => {
    const young = task(rowsOf(1_000, ({ tenureDays }, n) => dice(n + 40_000, 100) < (tenureDays < 90 ? 60 : 5)));
    const blind = task(rowsOf(1_000, (_, n) => dice(n + 50_000, 13) === 0));
    for (const one of [young, blind]) expect(one).toMatchObject({ promoted: expect.any(Boolean) });
    expect(blind).toMatchObject({
      promoted: false,
      reason: expect.stringContaining('no better than the plain baseline'),
    });
  });

  it('is held against later days where they are given', () => {
    const later = rowsOf(300, byTrouble);
    const held = task(rows, later) as LearnedModel;
    expect(held.judged).toMatchObject({ by: 'later-days', contracts: 300 });
    expect(held.parameters).toEqual(learned.parameters);
    expect(task(rows, [])).toEqual({ none: 'no contract ran on the frozen day' });
    // The other way round than it was: what it learned is wrong now, and it says so.
    expect(
      task(
        rows,
        rowsOf(300, (facts, n) => !byTrouble(facts, n)),
      ),
    ).toMatchObject({ promoted: false });
  });

  it('says what is missing when there is too little to learn from', () => {
    expect(task(rows.slice(0, 199))).toEqual({ none: 'of only 199 contracts on past days is it known what became of them within 90 days, fewer than 200' }); // prettier-ignore
    expect(task(rowsOf(500, (_, n) => n < 29))).toEqual({ none: 'only 29 contracts had ended within 90 days, fewer than 30' }); // prettier-ignore
    expect(task(rowsOf(500, (_, n) => n >= 29))).toEqual({ none: 'only 29 contracts had not ended within 90 days, fewer than 30' }); // prettier-ignore
    expect(task([])).toMatchObject({ none: expect.stringContaining('of only 0 contracts') });
  });

  it('is the same whatever order the contracts come in, and after it was in the log', () => {
    const parameters = fitContracts(rows, 90);
    const turned = fitContracts([...rows].reverse(), 90);
    const kept = JSON.parse(JSON.stringify(parameters)) as ContractParameters;
    for (const { facts } of rows.slice(0, 50)) {
      expect(endsWithin(facts, 90, kept)).toBe(endsWithin(facts, 90, parameters));
      expect(endsWithin(facts, 90, turned)).toBeCloseTo(endsWithin(facts, 90, parameters), 5);
    }
  });

  it('has contributions that come to the probability, and knows nobody worse for what nobody knows', () => {
    const parameters = fitContracts(rows, 90);
    const { own, intercept, slope } = parameters.calibration;
    const count = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(count, count, fc.option(fc.double({ min: 0, max: 1e4, noNaN: true })), fc.integer({ min: 0, max: 9_000 }), (complaints, lateBills, price, tenureDays) => {
        const facts = { ...PLAIN, complaints, lateBills, price, tenureDays };
        const probability = endsWithin(facts, 90, parameters);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        const told = contractContributions(facts, 90, parameters).reduce((sum, { logOdds }) => sum + logOdds, 0);
        const odds = intercept + slope * own + told;
        expect(1 / (1 + Math.exp(-odds))).toBeCloseTo(probability, 2);
      }),
    ); // prettier-ignore
    expect(CONTRACT_FEATURES.find(({ name }) => name === 'price')!.of({ ...PLAIN, price: null }, 90)).toBeNull();
  });
});

describe('the share of a like tenure', () => {
  it('is that of the band, smoothed, and of all where nobody was like it', () => {
    const few = [0, 10, 20, 400].map((tenureDays, n) => ({ customer: `c${n}`, facts: { ...PLAIN, tenureDays }, ended: n === 0 })); // prettier-ignore
    const shares = tenureShares(few);
    expect(shares).toEqual([{ monthsFrom: 0, n: 3, ended: 1 }, { monthsFrom: 12, n: 1, ended: 0 }]); // prettier-ignore
    expect(shareOfTenure(shares, { tenureDays: 5 })).toBeCloseTo(1.5 / 4, 12);
    expect(shareOfTenure(shares, { tenureDays: 5_000 })).toBeCloseTo(1.5 / 5, 12);
  });
});

describe('the signal of contracts', () => {
  const model: ContractModel = { parameters: learned.parameters as never, tenure: tenureShares(rows) };
  const calm = { ...PLAIN, tenureDays: 900 };
  const worse = { ...PLAIN, tenureDays: 900, complaints: 2 };
  const bad = { ...PLAIN, tenureDays: 900, complaints: 4, lateBills: 6 };
  const one = (facts: ContractFacts, more: Partial<ContractCustomer> = {}): ContractCustomer => ({
    ...{ customer: 'li', contracts: [{ contract: 'crm K1', facts }], isLifted: false },
    ...more,
  });
  const close = (customers: readonly ContractCustomer[], previous = new Map(), params = PARAMS) =>
    contractChurn(customers, previous, { date: '2026-01-31', model, params });

  it('speaks of the likeliest contract, with its probability, what speaks for it, and others of a like tenure', () => {
    const { changes } = close([one(calm, { contracts: [{ contract: 'a', facts: calm }, { contract: 'b', facts: bad }] })]); // prettier-ignore
    expect(changes).toHaveLength(1);
    const { member } = changes[0] as never as { member: { tier: string; found: Parameters<typeof contractReasons>[0] } }; // prettier-ignore
    expect(member.found.contract).toBe('b');
    expect(member.tier).toBe(member.found.score >= 0.75 ? 'critical' : member.found.score >= 0.5 ? 'at-risk' : 'watch');
    const reasons = contractReasons(member.found, { horizonDays: 90, isLifted: true });
    expect(reasons[0]).toBe(`the contract ends within 90 days with a probability of ${Math.round(member.found.score * 100)} %`); // prettier-ignore
    expect(reasons).toContain('4 complaints in 90 days');
    expect(reasons).toContain('6 bills paid late or overdue in 180 days');
    expect(reasons.at(-1)).toMatch(/^of \d+ contracts of a like tenure \d+ % ended within 90 days$/);
  });

  it('lifts the level by one after a bad experience, and signals nobody who is calm', () => {
    expect(close([one(calm)]).changes).toEqual([]);
    expect(close([one(calm, { isLifted: true })]).changes).toMatchObject([{ kind: 'raised', member: { tier: 'watch' } }]); // prettier-ignore
  });

  it('keeps a level until the probability is well below it, and is cleared after that', () => {
    const score = endsWithin(worse, 90, model.parameters);
    const standing = { tier: 'watch', mark: contractMark({ ofScore: 'watch', contract: 'crm K1' }), since: '2026-01-01' }; // prettier-ignore
    const at = (watch: number) => close([one(worse)], new Map([['li', standing]]), paramsOf({ watch, atRisk: 0.99, critical: 1 })).changes; // prettier-ignore
    expect(at(Math.round((score + 0.03) * 100) / 100)).toEqual([]);
    expect(at(Math.round((score + 0.08) * 100) / 100)).toMatchObject([{ kind: 'cleared', level: 'watch' }]);
  });

  it('signals nobody without a model, and takes back what it said when the contract is over', () => {
    const { standings } = close([one(bad)]);
    expect(standings.size).toBe(1);
    const none = contractChurn([one(bad)], standings, { date: '2026-02-01', model: null, params: PARAMS });
    expect(none.changes).toMatchObject([{ kind: 'cleared', customer: 'li' }]);
    expect(close([one(bad, { contracts: [] })], new Map(standings)).changes).toMatchObject([{ kind: 'cleared' }]);
  });

  it('has parameters that fit together', () => {
    expect(readContractParams({ watch: 0.6 })).toEqual({ ok: false, faults: ['watch, atRisk and critical must rise'] });
    expect(readContractParams({ horizonDays: 3, minEnded: 1.5, x: 1 })).toMatchObject({ ok: false, faults: { length: 3 } }); // prettier-ignore
  });
});
