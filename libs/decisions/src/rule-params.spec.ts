import { readCadenceParams } from './cadence-params';
import { valueAtStake } from './cadence-stake';
import { readPyramidParams, windowDays } from './pyramid-params';
import { readRuleParams, ruleParamsInWords } from './rule-kinds';

const DEFAULT_PYRAMID = { window: '365d', basis: 'net', reportingCurrency: 'CNY', dampingCloses: 30 };

it('fills in what is left out', () => {
  expect(readPyramidParams({}, 'CNY')).toEqual({ ok: true, params: DEFAULT_PYRAMID });
  expect(readPyramidParams({ window: 'all', basis: 'margin' }, 'CNY')).toEqual({
    ok: true,
    params: { ...DEFAULT_PYRAMID, window: 'all', basis: 'margin' },
  });
  expect(readCadenceParams({ horizonDays: 30 })).toMatchObject({
    params: { minGaps: 3, horizonDays: 30, watch: 0.3, atRisk: 0.5, critical: 0.75, overdueFrom: 1 },
  });
});

it.each([
  [{ window: '12w' }, 'window must be all, or days like 365d'],
  [{ window: '0d' }, 'window must be all, or days like 365d'],
  [{ basis: 'profit' }, 'basis must be gross, net or margin'],
  [{ reportingCurrency: 'eur' }, 'reportingCurrency must be an ISO 4217 code like EUR'],
  [{ dampingCloses: 0 }, 'dampingCloses must be a whole number from 1'],
  [{ damping: 3 }, 'damping is no parameter; there are window, basis, reportingCurrency, dampingCloses'],
])('refuses %j for a pyramid', (given, fault) =>
  expect(readPyramidParams(given)).toEqual({ ok: false, faults: [fault] }),
);

it.each([
  [{ minGaps: 0 }, 'minGaps must be a whole number from 1'],
  [{ horizonDays: 1.5 }, 'horizonDays must be a whole number from 1'],
  [{ watch: 0 }, 'watch must be a number above 0, at most 1'],
  [{ critical: 1.01 }, 'critical must be a number above 0, at most 1'],
  [{ atRisk: 0.2 }, 'watch, atRisk and critical must rise'],
  [{ overdueFrom: '2' }, 'overdueFrom must be a number from 0'],
  [{ minSituations: -1 }, 'minSituations must be a whole number from 0'],
])('refuses %j for a cadence', (given, fault) =>
  expect(readCadenceParams(given)).toEqual({ ok: false, faults: [fault] }),
);

it('reads the parameters of any kind, and names them', () => {
  expect(readRuleParams('pyramid', { window: 'all' }, 'CNY')).toEqual(readPyramidParams({ window: 'all' }, 'CNY'));
  expect(readRuleParams('cadence', { window: 'all' }, 'CNY')).toMatchObject({ ok: false });
  expect(ruleParamsInWords()).toContain('pyramid: window, basis, reportingCurrency, dampingCloses; cadence: minGaps,');
});

it('knows the days of a window', () => expect([windowDays('365d'), windowDays('all')]).toEqual([365, null]));

it.each([
  ['100.00', 4, 30, '75.00'],
  ['100', 4, 14, '160.71'],
  ['0.10', 4, 90, '0.02'],
  ['0.30', 4, 90, '0.08'],
  ['1', 3, 7.5, '4.00'],
  ['0.00', 4, 10, '0.00'],
  ['-5.00', 4, 10, '0.00'],
])('%s in %i days, every %d days, is %s in the next 90', (value, purchaseDays, medianGapDays, stake) =>
  expect(valueAtStake({ value, purchaseDays, medianGapDays, horizonDays: 90 })).toBe(stake),
);
