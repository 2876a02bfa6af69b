import type { FittedBuying } from './buying-model';
import type { ChurnLevel } from './cadence-risk';
import type { ChurnOddsCell } from './churn-odds';
import type { ChurnFound, ChurnSubject } from './churn-risk';

/** A signal that holds; all that the next close needs of this one. */
export interface ChurnStanding {
  readonly level: ChurnLevel;
  /** The level by score and pace alone, as the decision named it. */
  readonly ofScore: ChurnLevel | null;
  /** The last purchase day, a day number, when the signal was raised. */
  readonly lastDay: number;
  /** The day since which the level holds. */
  readonly since: string;
}

/** The model that decides. */
export interface ChurnModel extends Pick<FittedBuying, 'model' | 'parameters'> {
  readonly odds: readonly ChurnOddsCell[];
}

/** What speaks for a signal, by what counted. */
export interface ChurnContribution {
  readonly factor: string;
  readonly value: number;
  readonly events?: readonly string[];
}

/** Why, as data and in words. */
export interface ChurnRisk extends ChurnFound {
  readonly level: ChurnLevel;
  readonly odds: { readonly share: number; readonly n: number };
  readonly contributions: readonly ChurnContribution[];
  readonly reasons: readonly string[];
}

/** A decision; there is at most one per customer and close. */
export type ChurnDecision<S extends ChurnSubject = ChurnSubject> =
  | { readonly kind: 'raised'; readonly customer: string; readonly subject: S; readonly risk: ChurnRisk }
  | {
      readonly kind: 'changed';
      readonly customer: string;
      readonly subject: S;
      readonly risk: ChurnRisk;
      readonly previousLevel: ChurnLevel;
    }
  | { readonly kind: 'cleared'; readonly customer: string; readonly level: ChurnLevel; readonly why: string };

export interface ChurnOutcome<S extends ChurnSubject = ChurnSubject> {
  /** Only what changed, by handle. */
  readonly decisions: readonly ChurnDecision<S>[];
  /** The signals that hold; give them to the next close. */
  readonly standings: ReadonlyMap<string, ChurnStanding>;
  /** Customers who were judged. */
  readonly population: number;
  readonly figures: {
    readonly levels: Readonly<Record<ChurnLevel, number>>;
    readonly raised: number;
    readonly changed: number;
    readonly cleared: number;
  };
}
