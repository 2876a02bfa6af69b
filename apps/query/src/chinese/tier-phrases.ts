import { phrase, type Phrase } from './phrase';
import { figureNamed, named } from './words';

const limits = (text: string): string =>
  text
    .replace(/any of (.*)$/, '属于 $1')
    .replace(/at least (\S+?)(?= and |$)/, '不少于 $1')
    .replace(/below (\S+)$/, '少于 $1')
    .replace(' and ', '且');

/** Parts of the reasons of tiers and segments, which are joined by semicolons. */
export const TIER_PHRASES: readonly Phrase[] = [
  // Value pyramid
  phrase(/^never bought$/, () => '从未购买'),
  phrase(/^never bought up to this close$/, () => '截至本次结算从未购买'),
  phrase(/^never bought, and showed no interest up to this close$/, () => '截至本次结算从未购买，也未表现兴趣'),
  phrase(/^bought before, but nothing in the window$/, () => '曾经购买，但统计期内没有购买'),
  phrase(/^rank ([\d,]+) of ([\d,]+)$/, (rank, all) => `第 ${rank} 名，共 ${all} 名`),
  phrase(/^(\S+) ends at rank ([\d,]+)$/, (tier, rank) => `${named(tier!)}止于第 ${rank} 名`),
  phrase(
    /^(\S+), which ends at rank ([\d,]+), is kept until (\d+) closes below in a row, this is number (\d+)$/,
    (tier, rank, most, nth) =>
      `仍保留${named(tier!)}（止于第 ${rank} 名），连续 ${most} 次低于才下调，本次为第 ${nth} 次`,
  ),
  // What a value is without
  phrase(/^without (\d+) amounts? that no exchange rate was set for$/, (count) => `未计入 ${count} 笔没有汇率的金额`),
  phrase(/^without (\d+) amounts? of unknown cost$/, (count) => `未计入 ${count} 笔成本不明的金额`),
  // RFM
  phrase(
    /^last sale (\d+) days? ago \(recency (\d)\), (\d+) orders? \(frequency (\d)\), worth (\S+) \(monetary (\d)\)$/,
    (days, recency, orders, frequency, value, monetary) =>
      `上次购买在 ${days} 天前（近度 ${recency}），${orders} 个订单（频度 ${frequency}），金额 ${value}（额度 ${monetary}）`,
  ),
  // Stages of life
  phrase(
    /^(\d+) signs? of interest, (\d+) opportunit(?:y|ies)$/,
    (signs, open) => `${signs} 次兴趣表现，${open} 个商机`,
  ),
  phrase(/^bought on (\d+) days?, last (\d+) days? ago$/, (days, ago) => `在 ${days} 天购买过，上次在 ${ago} 天前`),
  phrase(/^came back (\d+) days? ago after they had lapsed$/, (ago) => `流失后于 ${ago} 天前回归`),
  phrase(
    /^of (\d+) gaps?(?: in (.+?))? few are longer than (\S+) days, very few than (\S+)$/,
    (gaps, category, few, least) =>
      `${category ? `${category} 品类` : '全部'} ${gaps} 次购买间隔中，少数超过 ${few} 天，极少数超过 ${least} 天`,
  ),
  // Types of relationship
  phrase(
    /^bought on (\d+) days?, (\d+) contacts? for service or advice$/,
    (days, contacts) => `在 ${days} 天购买过，主动咨询或求助 ${contacts} 次`,
  ),
  phrase(/^named a key account by a person$/, () => '由人工指定为关键客户'),
  phrase(/^worth as much as a key account$/, () => '价值达到关键客户水平'),
  phrase(/^acts for an account that is a key account$/, () => '所代表的单位是关键客户'),
  phrase(/^worth (\S+), key accounts begin at (\S+)$/, (value, from) => `价值 ${value}，关键客户起点为 ${from}`),
  phrase(/^gets a development plan$/, () => '列入培育计划'),
  // Club
  phrase(
    /^(\d+) points redeemed, (\d+) expired, (-?\d+) left$/,
    (redeemed, expired, balance) => `已兑换 ${redeemed} 分，过期 ${expired} 分，余额 ${balance} 分`,
  ),
  phrase(
    /^(\S+) was paid late: score 0, discount (\S+) %$/,
    (month, discount) => `${month} 账单逾期支付：积分 0，折扣 ${discount}%`,
  ),
  phrase(
    /^(\S+): (\d+) full months and (\d+) points of the bill, score (\d+), discount (\S+) %$/,
    (month, months, points, score, discount) =>
      `${month}：入会满 ${months} 个月，账单积分 ${points}，总分 ${score}，折扣 ${discount}%`,
  ),
  phrase(/^spent (\S+) so far$/, (spent) => `累计消费 ${spent}`),
  // Predicted value
  phrase(
    /^rank (\d+) of (\d+): (\S+) purchases of (\S+) are expected in (\d+) days?, from (\d+) purchase days?, the last (\d+) days? ago$/,
    (rank, all, count, spend, horizon, days, ago) =>
      `第 ${rank} 名，共 ${all} 名：预计 ${horizon} 天内购买 ${count} 次，每次 ${spend}；依据 ${days} 个购买日，最近一次在 ${ago} 天前`,
  ),
  // Historical value
  phrase(
    /^rank (\d+) of (\d+): margin (\S+) less (\S+) for getting them, (\S+) for selling and (\S+) for serving$/,
    (rank, all, margin, acquiring, selling, serving) =>
      `第 ${rank} 名，共 ${all} 名：毛利 ${margin}，减去获客 ${acquiring}、销售 ${selling}、服务 ${serving}`,
  ),
  phrase(
    /^(\d+) customers? whom they referred brought (\S+) besides$/,
    (referees, value) => `另外，其推荐的 ${referees} 位客户带来 ${value}`,
  ),
  // Segments
  phrase(
    /^(\w+) (.+) \((not )?((?:any of|at least|below) .+)\)$/,
    (figure, is, not, limit) =>
      `${figureNamed(figure!)} ${is === 'not known' ? '未知' : is}（${not ? '不满足：' : ''}${limits(limit!)}）`,
  ),
];
