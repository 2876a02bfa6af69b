import { inChinese } from './chinese';
import { prefersChinese } from './prefers-chinese';

it.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', true],
  ['zh', true],
  ['en-US,zh;q=0.5', false],
  ['en,zh', false],
  ['de', false],
  ['zh;q=0', false],
  [undefined, false],
])('%s: %s', (header, wanted) => expect(prefersChinese(header)).toBe(wanted));

it.each([
  ['usually buys every 14 days (median of 6 gaps), last bought 61 days ago (4.4×)', '通常每 14 天购买一次（本人 6 次间隔的中位数），距上次购买已 61 天（4.4 倍）'],
  ['usually buys every day (median of 6 gaps), last bought 61 days ago (61.0×)', '通常每 1 天购买一次（本人 6 次间隔的中位数），距上次购买已 61 天（61.0 倍）'],
  ['of 212 like situations 38 % bought again within 90 days', '类似情况 212 例，其中 38% 在 90 天内再次购买'],
  ['a promise was broken (3 days ago)', '承诺未兑现（3 天前）'],
  ['one level up for that from at-risk', '因此级别从“有风险”上调一级'],
  ['contacted us 3 times about one matter within 7 days (1 day ago)', '7 天内就同一问题联系了 3 次（最近一次在 1 天前）'],
  ['the contract ends within 90 days with a probability of 62 %', '合同在 90 天内终止的概率为 62%'],
  ['the contract has run for 14 months', '合同已履行 14 个月'],
  ['the contract is in its first year', '合同处于第一年'],
  ['the term ends in 1 day', '合同期限还有 1 天届满'],
  ['notice was given', '已提出解约'],
  ['the contract runs from month to month', '合同按月续期'],
  ['pays 29.90 a month', '每月支付 29.90'],
  ['came for service 1 time in 90 days', '90 天内联系服务 1 次'],
  ['2 complaints in 90 days', '90 天内投诉 2 次'],
  ['1 other bad experience in 90 days', '90 天内其他不良体验 1 次'],
  ['3 bills paid late or overdue in 180 days', '180 天内有 3 张账单逾期'],
  ['moved to a smaller plan within a year', '一年内降级套餐'],
  ['less active than usual on 2 channels', '在 2 个渠道上的活跃度低于平时'],
  ['one level up for a bad experience from none', '因不良体验，级别从“无”上调一级'],
  ['of 1 contract of a like tenure 8 % ended within 90 days', '履行时间相近的合同 1 份，其中 8% 在 90 天内终止'],
  ['birthday within 3 days', '生日在 3 天之内'],
  ['wedding today', '今天是wedding'],
  ['contract ends on 2026-12-31', '合同于 2026-12-31 到期'],
  ['bought-again', '客户已再次购买'],
  ['what nobody has a phrase for', 'what nobody has a phrase for'],
])('says of a signal: %s', (english, chinese) =>
  expect(inChinese({ signals: [{ rule: 'r', reasons: [english] }] })).toEqual({ signals: [{ rule: 'r', reasons: [chinese] }] })); // prettier-ignore

it.each([
  ['rank 61 of 1,200; gold ends at rank 60', '第 61 名，共 1,200 名；黄金止于第 60 名'],
  ['rank 61 of 1,200; iron ends at rank 240; gold, which ends at rank 60, is kept until 30 closes below in a row, this is number 3', '第 61 名，共 1,200 名；铁止于第 240 名；仍保留黄金（止于第 60 名），连续 30 次低于才下调，本次为第 3 次'],
  ['orders 5 (at least 3); categories shoes, hats (any of shoes, hats); industry not known (not any of retail)', '订单数 5（不少于 3）；品类 shoes, hats（属于 shoes, hats）；行业 未知（不满足：属于 retail）'],
  ['daysSinceSale 4 (not at least 2 and below 4)', '距上次购买天数 4（不满足：不少于 2且少于 4）'],
  ['joined', '已与其他客户合并'],
  ['never bought; what nobody has a phrase for', 'never bought; what nobody has a phrase for'],
])('says of a tier: %s', (english, chinese) =>
  expect(inChinese({ rule: 'r', reason: english })).toEqual({ rule: 'r', reason: chinese })); // prettier-ignore

it('says why a model may decide, and what it was held beside', () => {
  const reason = 'promoted: ranks who will stay away better than the best plain baseline (AUC 0.779, days since the last purchase 0.700)'; // prettier-ignore
  const chinese = '已启用：识别流失客户的排序优于最好的简单基线（AUC 0.779，距上次购买天数 0.700）';
  const judged = { rankings: [{ by: 'overdue by own pace', auc: 0.6 }], flags: [{ flag: 'no purchase for 90 days', flagged: 3 }] }; // prettier-ignore
  expect(inChinese({ models: [{ model: 'bg-nbd', reason, by: 'key 1', judged }] })).toEqual({
    models: [
      {
        ...{ model: 'bg-nbd', reason: chinese, by: 'key 1' },
        judged: { rankings: [{ by: '按本人节奏的逾期倍数', auc: 0.6 }], flags: [{ flag: '90 天未购买', flagged: 3 }] },
      },
    ],
  });
  expect(inChinese({ rule: 'r', closes: [{ figures: { model: { model: null, reason } } }] })).toEqual({
    rule: 'r',
    closes: [{ figures: { model: { model: null, reason: chinese } } }],
  });
});

it.each(['constructor', 'toString'])('leaves a tier alone that somebody has called %s', (tier) => {
  const row = { rule: 'pyramid', tier, reason: tier };
  expect(inChinese([{ ...row, reasons: [tier] }, row])).toEqual([{ ...row, reasons: [tier] }, row]);
});

it('says what is missing to the next tier, and leaves what people wrote as it is', () => {
  const tier = {
    rule: 'r',
    reason: 'rank 61 of 1,200',
    currency: 'EUR',
    nextTier: { tier: 'gold', distance: '12.00' },
  };
  expect(inChinese(tier)).toEqual({ ...tier, reason: '第 61 名，共 1,200 名；距黄金还差 12.00 EUR' });
  const others = { customerId: 'c', next: null, list: [1, 'a', { reason: 'never bought' }] };
  expect(inChinese(others)).toEqual(others);
});
