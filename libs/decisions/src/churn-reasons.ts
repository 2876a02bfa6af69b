import { counted } from './counted';
import type { BadExperience, ChurnFound, ChurnSubject } from './churn-risk';
import type { EngagementFall } from './engagement';

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Bad experiences as people say them. */
export const BAD: Readonly<Record<string, string>> = {
  'complaint-open': 'a complaint is open',
  'complaint-late': 'a complaint was answered late',
  'came-back': 'came back about a matter that was held to be solved',
  'not-satisfied': 'was less than fully satisfied',
  'delivery-failed': 'a delivery failed',
  'promise-broken': 'a promise was broken',
  'paid-late': 'a bill was paid late, or is overdue',
  downgraded: 'moved to a smaller plan',
  'contract-ending': 'the contract ends soon',
  'notice-given': 'gave notice',
  'negative-words': 'spoke with anger or disappointment',
};

/** What somebody does less, as people say it. */
const fallReason = ({ channel, recent, usual, spanDays }: EngagementFall): string =>
  `less active on ${channel}: ${counted(recent, 'day')} of the last ${spanDays}, usually ${usual}`;

/** How often somebody had to come. */
const againReason = (times: number): string => `contacted us ${times} times about one matter within 7 days`;

const said = ({ kind, day, fall, times }: BadExperience, close: number): string => {
  const what = fall ? fallReason(fall) : times ? againReason(times) : (BAD[kind] ?? kind);
  return `${what} (${fall ? 'last ' : ''}${counted(close - day, 'day')} ago)`;
};

const pace = (
  { medianGapDays, daysSince, overdueRatio, paceOf, gaps }: ChurnFound,
  category: string | null,
): string => {
  const every = counted(medianGapDays, 'day');
  const usual = {
    own: `usually buys every ${every} (median of ${counted(gaps, 'gap')})`,
    category: `customers of ${category ?? 'this category'} usually buy again after ${every} (median)`,
    all: `customers usually buy again after ${every} (median)`,
  };
  return `${usual[paceOf]}, last bought ${counted(daysSince, 'day')} ago (${overdueRatio.toFixed(1)}×)`;
};

/** Why a customer is signalled, in words that somebody on the phone can use. */
export const churnReasons = (
  found: ChurnFound,
  { bad, categories }: Pick<ChurnSubject, 'bad' | 'categories'>,
  odds: { readonly share: number; readonly n: number },
  { close, horizonDays }: { readonly close: number; readonly horizonDays: number },
): readonly string[] => [
  `${found.expected.toFixed(2)} purchases are expected in the next ${horizonDays} days; ` +
    `right after the last one it was ${found.expectedAtOnce.toFixed(2)} (${percent(found.score)} less)`,
  pace(found, categories?.at(-1) ?? null),
  ...bad.map((one) => said(one, close)),
  ...(bad.length > 0 ? [`one level up for that from ${found.ofScore ?? 'none'}`] : []),
  odds.n > 0
    ? `of ${counted(odds.n, 'customer')} like this ${percent(odds.share)} bought again within ${horizonDays} days`
    : `no customer was quite like this; ${percent(odds.share)} of those of a like score bought again within ${horizonDays} days`,
];
