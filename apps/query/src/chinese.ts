type Json = Readonly<Record<string, any>>;

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** Bad experiences, as the churn rule names them. */
const BAD: Readonly<Record<string, string>> = {
  'complaint-open': '投诉尚未处理',
  'complaint-late': '投诉答复超时',
  'came-back': '同一问题再次来访',
  'not-satisfied': '满意度未达满分',
  'delivery-failed': '配送失败',
  'promise-broken': '承诺未兑现',
  'paid-late': '账单逾期',
  downgraded: '套餐降级',
  'contract-ending': '合同即将到期',
  'notice-given': '已提出解约',
  'negative-words': '言辞中有不满',
};
const CLEARED: Readonly<Record<string, string>> = {
  'bought-again': '客户已再次购买',
  'odds-improved': '同类客户的回购率已回升',
  'less-likely': '流失可能性已降低',
  'too-few-gaps': '购买间隔过少，无法判断',
  'no-pace': '没有可参照的购买节奏',
  'no-model': '尚无可用的模型',
  'no-longer-known': '该客户已不存在',
  objected: '客户反对画像分析',
};
const TIERS: Readonly<Record<string, string>> = {
  ...{ platinum: '白金', gold: '黄金', iron: '铁', lead: '铅' },
  ...{ top: '最高价值', high: '高价值', medium: '中等价值', low: '低价值' },
};
const named = (tier: string): string => TIERS[tier] ?? tier;

const signalled = ({ figures, contributions, medianGapDays, daysSince, overdueRatio, gaps, odds }: Json): string[] => {
  const whose = !figures || figures.paceOf === 'own' ? `本人 ${gaps} 次间隔的中位数` : '其他客户的中位数';
  const lifts = ((contributions ?? []) as Json[]).filter(({ factor }) => BAD[factor] !== undefined);
  return [
    ...(figures
      ? [`预计购买 ${figures.expected.toFixed(2)} 次，上次购买后曾为 ${figures.expectedAtOnce.toFixed(2)} 次`]
      : []),
    `通常每 ${medianGapDays} 天购买一次（${whose}），距上次购买已 ${daysSince} 天（${overdueRatio.toFixed(1)} 倍）`,
    ...lifts.map(({ factor, value }) => `${BAD[factor]}（${value} 天前），级别上调一级`),
    `类似情况 ${odds.n} 例，其中 ${percent(odds.share)} 再次购买`,
  ];
};

const ranked = ({ rank, population, tier, nextTier, currency }: Json): string => {
  const place = `第 ${rank} 名，共 ${population} 名，级别：${named(tier)}`;
  return nextTier ? `${place}；距${named(nextTier.tier)}还差 ${nextTier.distance} ${currency}` : place;
};

/** The reasons of one decision in Chinese, from its figures; what has none stays as it is. */
const decided = (row: Json): Json => {
  if (Array.isArray(row['reasons']) && typeof row['overdueRatio'] === 'number') return { ...row, reasons: signalled(row) }; // prettier-ignore
  if (row['kind'] === 'cleared' && Array.isArray(row['reasons'])) return { ...row, reasons: row['reasons'].map((why: string) => CLEARED[why] ?? why) }; // prettier-ignore
  return typeof row['reason'] === 'string' && typeof row['rank'] === 'number' ? { ...row, reason: ranked(row) } : row;
};

/** An answer with the reasons of tiers and signals in Chinese, made from the same figures as the English ones. */
export const inChinese = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inChinese);
  if (typeof value !== 'object' || value === null) return value;
  const row = decided(value as Json);
  return Object.fromEntries(Object.entries(row).map(([name, one]) => [name, inChinese(one)]));
};

/** Whether somebody would rather read Chinese than English, by what they accept (RFC 9110, 12.5.4). */
export const prefersChinese = (header: string | undefined): boolean => {
  const wishes = (header ?? '').split(',').map((wish) => {
    const [tag = '', ...rest] = wish.trim().toLowerCase().split(';');
    const weight = /^q=(.+)$/.exec(rest.find((part) => part.trim().startsWith('q='))?.trim() ?? '')?.[1];
    return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const best = (language: string): number =>
    Math.max(0, ...wishes.filter((one) => one.language === language).map(({ weight }) => weight));
  return best('zh') > 0 && best('zh') > best('en');
};
