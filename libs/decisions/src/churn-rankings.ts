import { auc, lift } from '@rapport/models';
import type { ChurnParams } from './churn-params';
import { fourPlaces, type Seen } from './churn-seen';

/** How well a ranking told who would not buy again: AUC, and how many times as frequent that is in its highest tenth. */
export interface JudgedRanking {
  readonly by: string;
  readonly auc: number | null;
  readonly lift10: number | null;
}

/** What the model ranks by, which must beat every one of `PLAIN`. */
const MODEL = 'fewest expected purchases';
const RECENCY = 'days since the last purchase';
const PLAIN = [RECENCY, 'overdue by own pace'] as const;

const text = (value: number | null): string => (value === null ? 'not known' : value.toFixed(3));

/** The model first, plain baselines after it. */
export const rankingsOf = (
  seen: readonly Seen[],
  gone: readonly boolean[],
  params: ChurnParams,
): readonly JudgedRanking[] => {
  const by = (name: string, score: (one: Seen) => number): JudgedRanking => {
    const scores = seen.map(score);
    return { by: name, auc: fourPlaces(auc(scores, gone)), lift10: fourPlaces(lift(scores, gone, 0.1)) };
  };
  return [
    by(MODEL, ({ expected }) => -expected),
    by('probability to buy nothing', ({ noPurchase }) => noPurchase),
    by('score of the signal', ({ found }) => found?.score ?? 0),
    by('one minus P(alive)', ({ found }) => 1 - (found?.alive ?? 1)),
    by(RECENCY, ({ daysSince }) => daysSince),
    by('overdue by own pace', ({ found }) => found?.overdueRatio ?? 0),
    by(`no purchase for ${params.horizonDays} days`, ({ daysSince }) => (daysSince >= params.horizonDays ? 1 : 0)),
  ];
};

/** Whether the model may decide, and why. */
export const verdict = (
  rankings: readonly JudgedRanking[],
): { readonly promoted: boolean; readonly reason: string } => {
  const of = (name: string): number | null => rankings.find(({ by }) => by === name)!.auc;
  const mine = of(MODEL);
  const best = PLAIN.map((name) => ({ name, auc: of(name) })).sort((a, b) => (b.auc ?? 0) - (a.auc ?? 0))[0]!;
  if (mine === null || best.auc === null)
    return { promoted: false, reason: 'all customers came to the same end, so nothing can be told apart' };
  const promoted = mine > best.auc;
  const beside = `AUC ${text(mine)}, ${best.name} ${text(best.auc)}`;
  return promoted
    ? { promoted, reason: `promoted: ranks who will stay away better than the best plain baseline (${beside})` }
    : { promoted, reason: `not promoted: ranks who will stay away no better than a plain baseline (${beside})` };
};
