import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import * as decisions from '@rapport/decisions';
import { cadenceReasons } from '../../libs/decisions/src/cadence-reasons';
import { BAD, churnReasons } from '../../libs/decisions/src/churn-reasons';
import { clvReason } from '../../libs/decisions/src/clv-reason';
import { worthReason } from '../../libs/decisions/src/worth/worth-reason';
import { clubReason } from '../../libs/decisions/src/club-reason';
import { lifecycleReason } from '../../libs/decisions/src/lifecycle-reason';
import { pyramidReason } from '../../libs/decisions/src/pyramid-reason';
import { relationshipReason } from '../../libs/decisions/src/relationship-reason';
import { enoughBuyers } from '../../libs/decisions/src/buying-model';
import { rankingsOf, verdict } from '../../libs/decisions/src/churn-rankings';
import { flagsOf } from '../../libs/decisions/src/churn-flags';
import { verdict as ofContracts } from '../../libs/decisions/src/contracts/contract-verdict';
import { judgeClv } from '../../libs/decisions/src/clv-judged';
import { rfmReason } from '../../libs/decisions/src/rfm-reason';
import { leftOutReason } from '../../libs/read-db/src/rules/left-out';
import { inChinese } from '../../apps/query/src/chinese/chinese';

/** Names that people gave are said as they are; all others words are Chinese. */
const NAMES = /AUC|shoes|boots|tent|wedding|retail|K-\d|EUR|×/g;
const isChinese = (text: string): boolean => !/[A-Za-z]{2,}/.test(text.replace(NAMES, ''));
const ofTier = (reason: string): string => (inChinese({ rule: 'r', reason }) as { reason: string }).reason;
const ofSignal = (reason: string): string => (inChinese({ rule: 'r', reasons: [reason] }) as { reasons: [string] }).reasons[0]; // prettier-ignore

const count = fc.nat(3_000);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const money = fc.tuple(fc.integer({ min: -99, max: 99_999 }), fc.nat(99)).map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`); // prettier-ignore
const tier = fc.constantFrom('platinum', 'gold', 'iron', 'lead' as const);
const category = fc.option(fc.constantFrom('shoes', 'boots'), { nil: null });

const PYRAMID = fc
  .record({ tier, rankTier: fc.oneof(tier, fc.constantFrom('inactive', 'prospect')), below: fc.nat(9), position: fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: undefined }), population: fc.integer({ min: 1, max: 9_999_999 }) })
  .map(({ position, population, ...standing }) => pyramidReason({ ...standing, since: '2026-01-01' } as never, { position, population, cutoffs: [{ tier: 'gold', rank: 1_234 }], dampingCloses: 30 })); // prettier-ignore
const RFM = fc.tuple(count, count, money).map(([recencyDays, orders, value]) => rfmReason({ recencyDays, orders, recency: 5, frequency: 1, monetary: 3 } as never, value)); // prettier-ignore
const LIFE = fc
  .record({ purchaseDays: count, interests: count, opportunities: count, idleDays: fc.option(count, { nil: undefined }), wonBackDays: fc.option(count, { nil: undefined }), usual: fc.option(fc.record({ category, gaps: count, lapsingAfter: share, lapsedAfter: count }), { nil: undefined }) })
  .map((found) => lifecycleReason(found as never)); // prettier-ignore
const RELATION = fc
  .record({ purchaseDays: count, contacts: count, keyBy: fc.option(fc.constantFrom('named', 'value', 'account'), { nil: undefined }), plan: fc.option(fc.constant('develop'), { nil: undefined }), threshold: fc.option(fc.record({ value: money }), { nil: undefined }), type: fc.constantFrom('T', 'R', 'K', 'inactive', 'prospect'), value: money })
  .map(({ type, value, ...found }) => relationshipReason(type as never, found as never, value)); // prettier-ignore
const CLUB = fc
  .record({ month: fc.constant('2026-03'), tenureMonths: count, bill: money, points: count, late: fc.boolean(), score: count, discountPercent: fc.nat(9), spent: money, accrued: count, redeemed: fc.nat(2), expired: fc.nat(1), balance: fc.integer({ min: -3, max: 9 }) })
  .map(({ spent, ...entry }) => clubReason(entry, spent)); // prettier-ignore
const SEGMENT = fc
  .record({ value: money, orders: fc.option(count, { nil: undefined }), words: fc.uniqueArray(fc.constantFrom('shoes', 'boots', 'tent')) })
  .map(({ value, orders, words }) => {
    const figures = { value, ...(orders !== undefined && { orders }), categories: words, industry: words, companySize: 7 };
    const when = { all: [{ figure: 'value', atLeast: '10.00' }, { figure: 'orders', atLeast: 3, below: 9 }, { figure: 'categories', anyOf: ['shoes', 'tent'] }, { not: { figure: 'industry', anyOf: ['retail'] } }, { figure: 'companySize', below: 5 }] };
    return decisions.segmentReason(decisions.judgeSegment(when as never, figures as never), figures as never);
  }); // prettier-ignore
const CLV = fc.record({ expected: share, spend: count, purchaseDays: count, daysSince: count }).map((found) => clvReason(found, { rank: 1, of: 2_000, horizonDays: 365 })); // prettier-ignore
const WORTH = fc.record({ margin: money, acquiring: money, selling: money, serving: money, besides: fc.option(fc.record({ referees: count, value: money }), { nil: undefined }) })
  .map(({ besides, ...parts }) => worthReason(parts, { rank: 1, of: 9 }, besides)); // prettier-ignore
const AUC = fc.option(share, { nil: null });
const VERDICT = fc.tuple(AUC, AUC, AUC).map(([mine, recency, pace]) =>
  verdict([{ by: 'fewest expected purchases', auc: mine }, { by: 'days since the last purchase', auc: recency }, { by: 'overdue by own pace', auc: pace }].map((one) => ({ ...one, lift10: null }))).reason); // prettier-ignore
const FEW = fc.tuple(fc.nat(3), fc.nat(3)).map(([once, again]) =>
  enoughBuyers('90 days before the close only', [...Array.from({ length: once }, () => [1]), ...Array.from({ length: again }, () => [1, 2])], 9)!); // prettier-ignore
const SPENDER = fc.record({
  days: fc.uniqueArray(fc.nat(300), { minLength: 2, maxLength: 6 }),
  spent: fc.integer({ min: 1, max: 99 }),
});
const SPENT = fc.array(SPENDER, { minLength: 20, maxLength: 30 }).map((all) => {
  const subjects = all.map(({ days, spent }, nth) => ({ customer: `c${nth}`, days: [...days].sort((a, b) => a - b), spent: days.map((day) => spent + (day % 7)) }));
  const params = { ...(decisions.readClvParams({}) as { params: decisions.ClvParams }).params, model: 'bg-nbd' as const };
  return judgeClv(subjects, 250, { close: 300, params }).reason;
}); // prettier-ignore
const FAULT = fc.constantFrom('a sample needs a customer', 'the likelihood has no value where the search begins', 'the matrix is not positive definite', 'spending needs whole transactions from 1 and a mean above 0', 'with these parameters spend has no mean: p x + q must be above 1', '₂F₁(1, 2; 3; 0.5) does not converge').map((why) => `the model could not be fitted: ${why}`); // prettier-ignore
const OF_CONTRACTS = fc.tuple(AUC, AUC, share, share).map(([mine, plain, loss, other]) =>
  ofContracts({ auc: mine, loss }, { auc: plain, loss: other }, { positives: 40, negatives: 400 }).reason); // prettier-ignore
const FEW_CONTRACTS = fc.tuple(fc.nat(3), fc.nat(3)).map(([ended, stayed]) => {
  const params = (decisions.readContractParams({ minContracts: 50 }) as { params: decisions.ContractParams }).params;
  const rows = [...Array.from({ length: ended * 20 }, () => true), ...Array.from({ length: stayed * 20 }, () => false)].map((over) => ({ customer: 'c', facts: {} as never, ended: over })); // prettier-ignore
  const learned = decisions.learnModel({ kind: 'contract-churn', until: 2, frozen: 1, params, rows, later: [] });
  return 'none' in learned ? learned.none : '';
});
const MODELS = { VERDICT, FEW, FAULT, OF_CONTRACTS, FEW_CONTRACTS };
const LEFT_OUT = fc.record({ unconverted: fc.nat(3), uncosted: fc.integer({ min: 1, max: 3 }) }).map((found) => `never bought; ${leftOutReason(found)}`); // prettier-ignore
const TIERS = { LEFT_OUT, CLV, WORTH, PYRAMID, RFM, LIFE, RELATION, CLUB, SEGMENT };

const CADENCE = fc
  .record({ medianGapDays: fc.integer({ min: 1, max: 99 }), daysSince: count, overdueRatio: share, gaps: count, odds: fc.record({ share, n: fc.nat(2) }) })
  .map((late) => cadenceReasons(late, 90)); // prettier-ignore
const CHURN = fc
  .record({ medianGapDays: share, daysSince: count, overdueRatio: share, gaps: count, paceOf: fc.constantFrom('own', 'category', 'all'), expected: share, expectedAtOnce: share, score: share, ofScore: fc.constantFrom(null, 'watch', 'at-risk'), categories: fc.array(category), falls: fc.subarray(['web', 'email', 'store', 'call', 'chat', 'social', 'survey', 'device', 'field']), bad: fc.subarray(Object.keys(BAD)), odds: fc.record({ share, n: fc.nat(2) }) })
  .map(({ bad, falls, categories, odds, ...found }) => churnReasons(found as never, { bad: [...bad.map((kind) => ({ kind, day: 1, eventId: 'e' })), ...falls.map((channel) => ({ kind: 'less-engaged', day: 1, eventId: 'e', fall: { channel, recent: 1, usual: 9.25, spanDays: 30, day: 1, eventId: 'e' } }))], categories } as never, odds, { close: 3, horizonDays: 90 })); // prettier-ignore
const DATES = fc
  .record({ of: fc.constantFrom(...decisions.DATES), leadDays: fc.nat(9), on: count, years: fc.nat(30) })
  .map(({ of, leadDays, on, years }) => decisions.datesReasons(decisions.datesSaid([{ key: of === 'stated' ? 'wedding' : of, day: 0, on, years, returns: 'yearly', eventId: 'e' }], of), { of, leadDays })); // prettier-ignore
const NEED = fc
  .record({ item: fc.constantFrom('shoes', 'tent'), daysSince: count, paceDays: share, ratio: share, ownGaps: fc.nat(3), medianDays: count, replacements: count })
  .map((item) => decisions.replenishmentReasons([{ ...item, lastBought: '2026-01-01' }])); // prettier-ignore
const OFFER = fc.tuple(share, count).map(([confidence, n]) => decisions.offerReasons([{ item: 'tent', because: 'boots', count: n, support: confidence, confidence, lift: confidence }])); // prettier-ignore
const WALLET = fc.constantFrom({}, { wallet: 2400, walletShare: 0.29 });
const UPGRADE = fc.tuple(tier, tier, fc.nat(2), WALLET).map(([from, to, interests, known]) => decisions.upgradeReasons({ tier: from, nextTier: to, value: 1, asks: 12.5, atPace: 9, reach: 1, interests, ...known } as never)); // prettier-ignore
const FACTOR = fc.record({ factor: fc.constantFrom(...decisions.CONTRACT_FEATURES.map(({ name }) => name)), logOdds: fc.constant(0.4) }); // prettier-ignore
const FACTS = fc.record({ tenureDays: count, daysLeft: fc.option(count, { nil: null }), notice: fc.boolean(), monthly: fc.option(fc.boolean(), { nil: null }), price: fc.option(share, { nil: null }), contacts: fc.nat(2), complaints: fc.nat(2), bad: fc.nat(2), lateBills: fc.nat(2), downgraded: fc.boolean(), lessOn: fc.nat(2) }); // prettier-ignore
const CONTRACTS = fc
  .record({ score: share, facts: FACTS, contributions: fc.array(FACTOR, { maxLength: 5 }), tenure: fc.record({ monthsFrom: count, share, n: fc.nat(2) }), ofScore: fc.constantFrom('', 'watch', 'critical'), isLifted: fc.boolean() })
  .map(({ isLifted, ...found }) => decisions.contractReasons({ contract: 'crm K', ...found }, { horizonDays: 90, isLifted })); // prettier-ignore
const SIGNALS = { CADENCE, CHURN, CONTRACTS, DATES, NEED, OFFER, UPGRADE };

const ROOTS = ['libs/decisions/src', 'libs/read-db/src/rules'];
const sources = ROOTS.flatMap((root) => {
  const dir = path.join(__dirname, '../..', root);
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('spec.') && !/^(policies|tasks|world)/.test(file))
    .map((file) => readFileSync(path.join(dir, file), 'utf8'));
}); // prettier-ignore
/** Words on lines that say why something is over; those of identity are of links and not of decisions. */
const OF_LINKS = ['person', 'asserted', 'no-longer-shared', 'shared', 'retracted', 'split', 'cleared'];
const WHYS = [...new Set(sources.flatMap((text) =>
  text.split('\n').filter((line) => /\b(why|Why|whyEnded|whyReplenished)\b/i.test(line) && !line.trim().startsWith('*') && !line.startsWith('import'))
    .flatMap((line) => [...line.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, word]) => word!)),
))].filter((word) => !OF_LINKS.includes(word)); // prettier-ignore

describe('every reason has both languages', () => {
  it.each(Object.entries(TIERS))('%s', (_, reasons) => {
    fc.assert(fc.property(reasons, (reason) => {
      expect(reason).toMatch(/[a-z]{3}/);
      expect([reason, ofTier(reason), isChinese(ofTier(reason))]).toEqual([reason, expect.anything(), true]);
    }), { numRuns: 300 }); // prettier-ignore
  });

  it.each(Object.entries(SIGNALS))('%s', (_, all) => {
    fc.assert(fc.property(all, (reasons) => {
      expect(reasons.length).toBeGreaterThan(0);
      for (const one of reasons) expect([one, ofSignal(one), isChinese(ofSignal(one))]).toEqual([one, expect.anything(), true]);
    }), { numRuns: 300 }); // prettier-ignore
  });

  it.each(Object.entries(MODELS))('of models: %s', (_, reasons) => {
    fc.assert(fc.property(reasons, (reason) => {
      expect([reason, ofTier(reason), isChinese(ofTier(reason))]).toEqual([reason, expect.anything(), true]);
    }), { numRuns: 300 }); // prettier-ignore
  });

  it('of models: what somebody will spend', () => {
    fc.assert(fc.property(SPENT, (reason) => expect([reason, isChinese(ofTier(reason))]).toEqual([reason, true])), { numRuns: 5 }); // prettier-ignore
  });

  it('of models: what they are ranked and flagged beside', () => {
    const params = (decisions.readChurnParams({}) as { params: decisions.ChurnParams }).params;
    const seen = [{ found: null, daysSince: 3, gaps: 0, expected: 1, noPurchase: 0.2, isGone: true }];
    const judged = { rankings: rankingsOf(seen, [true], params), flags: flagsOf(seen, [true], params) };
    const { rankings, flags } = inChinese(judged) as typeof judged;
    for (const name of [...rankings.map(({ by }) => by), ...flags.map(({ flag }) => flag)])
      expect([name, isChinese(name.replace('P(alive)', ''))]).toEqual([name, true]);
  });

  it('and none is missing here: each function that makes reasons is asked above, each word for what is over has a translation', () => {
    const here = readFileSync(import.meta.filename ?? __filename, 'utf8');
    const made = sources.flatMap((text) => [...text.matchAll(/export const (\w*[rR]easons?) =/g)].map(([, name]) => name!));
    expect(made.length).toBeGreaterThan(10);
    expect(made.filter((name) => !new RegExp(`\\b${name}\\(`).test(here))).toEqual([]);
    expect(WHYS.length).toBeGreaterThan(9);
    expect(WHYS.filter((why) => !isChinese(ofSignal(why)) || !isChinese(ofTier(why)))).toEqual([]);
  }); // prettier-ignore

  it('also of what is over', () => {
    for (const why of ['bought-again', 'odds-improved', 'less-likely', 'too-few-gaps', 'no-pace', 'no-model', 'no-longer-known', 'no-longer', 'not-judged', 'joined', 'objected', 'over', 'bought'])
      expect([why, isChinese(ofSignal(why)), isChinese(ofTier(why))]).toEqual([why, true, true]);
  }); // prettier-ignore

  it('can tell that one has not', () => {
    expect(isChinese(ofTier('never bought; rank 7 in heaven'))).toBe(false);
    expect(isChinese(ofSignal('a promise was forgotten (3 days ago)'))).toBe(false);
  });
});
