import { phrase, type Phrase } from './phrase';
import { named, own } from './words';

/** Bad experiences, as the churn rule says them. */
const BAD: readonly (readonly [english: string, chinese: string])[] = [
  ['a complaint is open', '投诉尚未处理'],
  ['a complaint was answered late', '投诉答复超时'],
  ['came back about a matter that was held to be solved', '同一问题再次来访'],
  ['was less than fully satisfied', '满意度未达满分'],
  ['a delivery failed', '配送失败'],
  ['a promise was broken', '承诺未兑现'],
  ['a bill was paid late, or is overdue', '账单逾期'],
  ['moved to a smaller plan', '套餐降级'],
  ['the contract ends soon', '合同即将到期'],
  ['gave notice', '已提出解约'],
  ['spoke with anger or disappointment', '言辞中有不满'],
];
const LEVELS: Readonly<Record<string, string>> = {
  ...{ none: '无', watch: '关注', 'at-risk': '有风险', critical: '严重' },
};
const CHANNELS: Readonly<Record<string, string>> = {
  ...{ web: '网站', call: '电话', email: '邮件', store: '门店', chat: '在线聊天' },
  ...{ social: '社交媒体', survey: '调查', device: '设备', field: '上门' },
};
const DATES: Readonly<Record<string, string>> = {
  ...{ birthday: '生日', 'birthday by the lunar calendar': '农历生日' },
};
const dateNamed = (name: string): string => own(DATES, name) ?? name;
const whose = (category: string): string => (category === 'this category' ? '该品类' : ` ${category} 品类`);

/** Reasons of signals, each as a whole. */
export const SIGNAL_PHRASES: readonly Phrase[] = [
  // Churn
  phrase(
    /^usually buys every (?:(\S+) days?|day) \(median of (\d+) gaps?\), last bought (\d+) days? ago \((\S+)×\)$/,
    (days, gaps, ago, ratio) =>
      `通常每 ${days || '1'} 天购买一次（本人 ${gaps} 次间隔的中位数），距上次购买已 ${ago} 天（${ratio} 倍）`,
  ),
  phrase(
    /^customers of (.+) usually buy again after (\S+) days? \(median\), last bought (\d+) days? ago \((\S+)×\)$/,
    (category, days, ago, ratio) =>
      `购买${whose(category!)}的客户通常在 ${days} 天后再次购买（中位数），距上次购买已 ${ago} 天（${ratio} 倍）`,
  ),
  phrase(
    /^customers usually buy again after (\S+) days? \(median\), last bought (\d+) days? ago \((\S+)×\)$/,
    (days, ago, ratio) => `客户通常在 ${days} 天后再次购买（中位数），距上次购买已 ${ago} 天（${ratio} 倍）`,
  ),
  phrase(
    /^of (\d+) like situations (\d+) % bought again within (\d+) days$/,
    (n, share, days) => `类似情况 ${n} 例，其中 ${share}% 在 ${days} 天内再次购买`,
  ),
  phrase(
    /^no like situation yet; (\d+) % of those as overdue bought again within (\d+) days$/,
    (share, days) => `尚无类似情况；同样逾期的客户中 ${share}% 在 ${days} 天内再次购买`,
  ),
  phrase(
    /^(\S+) purchases are expected in the next (\d+) days; right after the last one it was (\S+) \((-?\d+) % less\)$/,
    (expected, days, atOnce, share) =>
      `预计今后 ${days} 天购买 ${expected} 次，上次购买后曾为 ${atOnce} 次（下降 ${share}%）`,
  ),
  phrase(/^one level up for that from (\S+)$/, (level) => `因此级别从“${own(LEVELS, level!) ?? level}”上调一级`),
  phrase(
    /^of (\d+) customers? like this (\d+) % bought again within (\d+) days$/,
    (n, share, days) => `类似客户 ${n} 位，其中 ${share}% 在 ${days} 天内再次购买`,
  ),
  phrase(
    /^no customer was quite like this; (\d+) % of those of a like score bought again within (\d+) days$/,
    (share, days) => `没有完全类似的客户；得分相近的客户中 ${share}% 在 ${days} 天内再次购买`,
  ),
  phrase(
    /^less active on (\S+): (\d+) days? of the last (\d+), usually (\S+) \(last (\d+) days? ago\)$/,
    (channel, recent, span, usual, ago) =>
      `${own(CHANNELS, channel!) ?? channel} 渠道活跃度下降：近 ${span} 天中有 ${recent} 天，平时 ${usual} 天（最近一次在 ${ago} 天前）`,
  ),
  phrase(
    /^contacted us (\d+) times about one matter within (\d+) days \((\d+) days? ago\)$/,
    (times, within, days) => `${within} 天内就同一问题联系了 ${times} 次（最近一次在 ${days} 天前）`,
  ),
  ...BAD.map(([english, chinese]) =>
    phrase(new RegExp(`^${english} \\((\\d+) days? ago\\)$`), (days) => `${chinese}（${days} 天前）`),
  ),
  // Contracts
  phrase(
    /^the contract ends within (\d+) days with a probability of (\d+) %$/,
    (days, share) => `合同在 ${days} 天内终止的概率为 ${share}%`,
  ),
  phrase(/^the contract has run for (\d+) months?$/, (months) => `合同已履行 ${months} 个月`),
  phrase(/^the contract is in its first year$/, () => '合同处于第一年'),
  phrase(/^the term ends in (\d+) days?$/, (days) => `合同期限还有 ${days} 天届满`),
  phrase(/^notice was given$/, () => '已提出解约'),
  phrase(/^the contract runs from month to month$/, () => '合同按月续期'),
  phrase(/^pays (\S+) a month$/, (price) => `每月支付 ${price}`),
  phrase(/^came for service (\d+) times? in (\d+) days$/, (times, days) => `${days} 天内联系服务 ${times} 次`),
  phrase(/^(\d+) complaints? in (\d+) days$/, (count, days) => `${days} 天内投诉 ${count} 次`),
  phrase(/^(\d+) other bad experiences? in (\d+) days$/, (count, days) => `${days} 天内其他不良体验 ${count} 次`),
  phrase(/^(\d+) bills? paid late or overdue in (\d+) days$/, (count, days) => `${days} 天内有 ${count} 张账单逾期`),
  phrase(/^moved to a smaller plan within a year$/, () => '一年内降级套餐'),
  phrase(/^less active than usual on (\d+) channels?$/, (count) => `在 ${count} 个渠道上的活跃度低于平时`),
  phrase(
    /^one level up for a bad experience from (\S+)$/,
    (level) => `因不良体验，级别从“${own(LEVELS, level!) ?? level}”上调一级`,
  ),
  phrase(
    /^of (\d+) contracts? of a like tenure (\d+) % ended within (\d+) days$/,
    (n, share, days) => `履行时间相近的合同 ${n} 份，其中 ${share}% 在 ${days} 天内终止`,
  ),
  // Upgrade potential
  phrase(
    /^(\S+); at the pace of the last quarter worth (\S+), (\S+) begins at (\S+)$/,
    (tier, value, next, asks) =>
      `目前为${named(tier!)}；按最近一季的节奏价值可达 ${value}，${named(next!)}起点为 ${asks}`,
  ),
  phrase(/^(\d+) signs? of interest in premium products$/, (signs) => `对高端产品表现兴趣 ${signs} 次`),
  phrase(
    /^(\d+) % of the ([\d.]+) that they spend on such things is spent here$/,
    (share, wallet) => `在此类商品上的支出 ${wallet} 中，有 ${share}% 花在本公司`,
  ),
  // Next best offer
  phrase(
    /^(.+): (\d+) % of customers with (.+) have it \((\d+) customers?, (\S+)× chance\)$/,
    (item, share, because, count, lift) =>
      `${item}：拥有 ${because} 的客户中 ${share}% 也拥有它（${count} 位客户，为随机的 ${lift} 倍）`,
  ),
  // Replenishment
  phrase(
    /^(.+): needed again after (\S+) days \((?:(\d+) gaps? of their own and )?(\d+) gaps? of others\), last bought (\d+) days? ago$/,
    (item, pace, own, others, ago) =>
      `${item}：约 ${pace} 天后需要补充（${own ? `本人 ${own} 次间隔，` : ''}全体 ${others} 次间隔），距上次购买已 ${ago} 天`,
  ),
  // Important dates
  phrase(/^contract ends on (\S+)$/, (day) => `合同于 ${day} 到期`),
  phrase(/^warranty ends on (\S+)$/, (day) => `保修于 ${day} 到期`),
  phrase(/^customer for (\d+) years? on (\S+)$/, (years, day) => `${day} 成为客户满 ${years} 年`),
  phrase(/^last visit (\d+) years? ago on (\S+)$/, (years, day) => `${day} 距上次来访满 ${years} 年`),
  phrase(/^(.+) within (\d+) days?$/, (name, days) => `${dateNamed(name!)}在 ${days} 天之内`),
  phrase(/^(.+) today$/, (name) => `今天是${dateNamed(name!)}`),
];
