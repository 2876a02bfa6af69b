/** What is said for `word`; people may give names such as `constructor`, which every object seems to have. */
export const own = (words: Readonly<Record<string, string>>, word: string): string | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined;

/** Words that stand alone in reasons: why something is over, and names of classes. */
const WORDS: Readonly<Record<string, string>> = {
  'bought-again': '客户已再次购买',
  'odds-improved': '同类客户的回购率已回升',
  'less-likely': '流失可能性已降低',
  'too-few-gaps': '购买间隔过少，无法判断',
  'no-pace': '没有可参照的购买节奏',
  'no-model': '尚无可用的模型',
  'no-longer-known': '该客户已不存在',
  'no-longer': '条件不再满足',
  'not-judged': '规则不再评判该客户',
  joined: '已与其他客户合并',
  objected: '客户反对画像分析',
  over: '日期已过',
  bought: '客户已购买',
};

/** The word in Chinese, if it is one of those. */
export const wordNamed = (word: string): string | undefined => own(WORDS, word);

/** Tiers, stages and types as people say them. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ platinum: '白金', gold: '黄金', iron: '铁', lead: '铅', inactive: '不活跃', prospect: '潜在客户' },
  ...{ top: '最高价值', high: '高价值', medium: '中等价值', low: '低价值', loss: '亏损' },
};
/** The name of a class; names that people gave are left as they are. */
export const named = (tier: string): string => own(NAMES, tier) ?? tier;

/** Figures that segments ask about. */
const FIGURES: Readonly<Record<string, string>> = {
  ...{ value: '价值', orders: '订单数', purchaseDays: '购买天数', daysSinceSale: '距上次购买天数' },
  ...{ daysSinceFirstSale: '距首次购买天数', contacts: '主动联系次数', interests: '兴趣次数', categories: '品类' },
  ...{ channels: '渠道', topics: '咨询主题', preferences: '偏好', industry: '行业', occupation: '职业' },
  ...{ jobTitle: '职位', companySize: '公司人数', country: '国家', region: '地区', language: '语言', origin: '来源' },
};
export const figureNamed = (figure: string): string => own(FIGURES, figure) ?? figure;
