import { phrase, said, type Phrase } from './phrase';
import { own } from './words';

/** What models are ranked beside, and what signals are flagged by. */
const RANKINGS: Readonly<Record<string, string>> = {
  'fewest expected purchases': '预计购买次数最少',
  'probability to buy nothing': '不再购买的概率',
  'score of the signal': '信号得分',
  'one minus P(alive)': '1 减去存续概率',
  'days since the last purchase': '距上次购买天数',
  'overdue by own pace': '按本人节奏的逾期倍数',
  'watch or more': '关注及以上',
  'at-risk or more': '有风险及以上',
  critical: '严重',
  'probability that it ends': '合同终止的概率',
  'share that ended among a like tenure': '履行时间相近的合同的终止比例',
  'days until its last one': '距合同到期天数',
  'notice was given': '已提出解约',
};
/** A ranking or a flag by name; as it is where nobody has a word for it. */
export const rankingNamed = (name: string): string =>
  own(RANKINGS, name) ?? name.replace(/^no purchase for (\d+) days$/, '$1 天未购买');

/** Why a model could not be fitted, as `libs/models` says it. */
const FAULTS: readonly Phrase[] = [
  phrase(/^a sample needs a customer$/, () => '没有客户数据'),
  phrase(/^the likelihood has no value where the search begins$/, () => '在搜索起点似然值无法计算'),
  phrase(/^the matrix is not positive definite$/, () => '矩阵非正定'),
  phrase(/^both outcomes must be there$/, () => '两种结果都必须存在'),
  phrase(/^₂F₁\((.+)\) does not converge$/, (at) => `₂F₁(${at}) 不收敛`),
  phrase(/^with these parameters spend has no mean: p x \+ q must be above 1$/, () => '按这些参数，消费额没有均值：p x + q 必须大于 1'), // prettier-ignore
  phrase(/^spending needs whole transactions from 1 and a mean above 0$/, () => '消费次数须为正整数，均值须大于 0'),
];
const number = (text: string): string => (text === 'not known' ? '未知' : text);

/** Reasons of models: why they may decide, or may not, or why there is none. */
export const MODEL_PHRASES: readonly Phrase[] = [
  phrase(/^all customers came to the same end, so nothing can be told apart$/, () => '所有客户结果相同，无从区分'),
  phrase(
    /^(not )?promoted: ranks who will stay away (?:better than the best|no better than a) plain baseline \(AUC (.+?), (.+) (\S+|not known)\)$/,
    (not, mine, name, best) =>
      `${not ? '未启用' : '已启用'}：识别流失客户的排序${not ? '不优于' : '优于'}最好的简单基线（AUC ${number(mine!)}，${rankingNamed(name!)} ${number(best!)}）`,
  ),
  phrase(
    /^(not )?promoted: tells (?:no )?better who will spend than what they spent so far \(correlation with what was spent then (.+?), of what was spent before (.+)\)$/,
    (not, mine, plain) =>
      `${not ? '未启用' : '已启用'}：对今后消费的预测${not ? '不优于' : '优于'}以往消费额（与其后消费的相关系数 ${number(mine!)}，以往消费额 ${number(plain!)}）`,
  ),
  phrase(
    /^(\d+) days before the close only (\d+) customers had bought( again)?, fewer than (\d+)$/,
    (days, count, again, least) =>
      `结算前 ${days} 天，仅 ${count} 位客户${again ? '再次购买过' : '购买过'}，少于 ${least} 位`,
  ),
  phrase(/^all contracts came to the same end, so nothing can be told apart$/, () => '所有合同结果相同，无从区分'),
  phrase(
    /^(not )?promoted: tells which contracts end (?:no )?better than the plain baseline \(AUC (.+?), log loss (.+?); (.+): (.+?), (.+)\)$/,
    (not, mine, loss, name, plain, other) =>
      `${not ? '未启用' : '已启用'}：对合同终止的预测${not ? '不优于' : '优于'}简单基线（AUC ${number(mine!)}，对数损失 ${number(loss!)}；${rankingNamed(name!)}：${number(plain!)}，${number(other!)}）`,
  ),
  phrase(
    /^of only (\d+) contracts on past days is it known what became of them within (\d+) days, fewer than (\d+)$/,
    (count, days, least) => `仅 ${count} 份过往合同在 ${days} 天内的结果已知，少于 ${least} 份`,
  ),
  phrase(
    /^only (\d+) contracts had (not )?ended within (\d+) days, fewer than (\d+)$/,
    (count, not, days, least) => `仅 ${count} 份合同在 ${days} 天内${not ? '未' : ''}终止，少于 ${least} 份`,
  ),
  phrase(/^no contract ran on the frozen day$/, () => '冻结日没有履行中的合同'),
  phrase(/^the model could not be fitted: (.+)$/, (why) => `模型无法拟合：${said(why!, FAULTS) ?? why}`),
];
