import { inChinese, prefersChinese } from './chinese';

it.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', true],
  ['zh', true],
  ['en-US,zh;q=0.5', false],
  ['en,zh', false],
  ['de', false],
  ['zh;q=0', false],
  [undefined, false],
])('%s: %s', (header, wanted) => expect(prefersChinese(header)).toBe(wanted));

const signal = {
  ...{ kind: 'raised', reasons: ['usually …'], medianGapDays: 14, daysSince: 61, overdueRatio: 4.36, gaps: 6 },
  odds: { share: 0.38, n: 212 },
};

it('says why somebody is signalled, from the figures', () => {
  const { reasons } = inChinese(signal) as { reasons: string[] };
  expect(reasons).toEqual([
    '通常每 14 天购买一次（本人 6 次间隔的中位数），距上次购买已 61 天（4.4 倍）',
    '类似情况 212 例，其中 38% 再次购买',
  ]);
  const figures = { expected: 0.6, expectedAtOnce: 2.1, paceOf: 'all' };
  const contributions = [{ factor: 'overdue', value: 4.36 }, { factor: 'promise-broken', value: 3 }]; // prettier-ignore
  expect(inChinese({ signals: [{ ...signal, figures, contributions }] })).toMatchObject({
    signals: [{ reasons: ['预计购买 0.60 次，上次购买后曾为 2.10 次', expect.stringContaining('其他客户'), '承诺未兑现（3 天前），级别上调一级', expect.any(String)] }], // prettier-ignore
  });
  expect(inChinese({ kind: 'cleared', reasons: ['bought-again'] })).toEqual({ kind: 'cleared', reasons: ['客户已再次购买'] }); // prettier-ignore
});

it('says the rank, and what is missing to the next tier, and leaves everything else as it is', () => {
  const tier = { reason: 'rank 61', rank: 61, population: 1_200, tier: 'iron', currency: 'EUR' };
  expect(inChinese(tier)).toEqual({ ...tier, reason: '第 61 名，共 1200 名，级别：铁' });
  const next = { ...tier, nextTier: { tier: 'gold', distance: '12.00' } };
  expect(inChinese(next)).toEqual({ ...next, reason: '第 61 名，共 1200 名，级别：铁；距黄金还差 12.00 EUR' });
  const others = { customerId: 'c', next: null, list: [1, 'a', { reason: 'never bought' }] };
  expect(inChinese(others)).toEqual(others);
});
