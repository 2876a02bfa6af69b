import { readParams, type ParamsRead } from '../rule-params';
import { itemsByCheck, namesCheck, numberCheck, wholeCheck, type ItemsBy } from '../signals/checks';

/** Parameters of the signal that somebody needs something again (domain.md, 9). */
export interface ReplenishmentParams {
  /** What things are told apart by. */
  readonly by: ItemsBy;
  /** Only these categories or articles; none named = all. */
  readonly items: readonly string[];
  /** Replacements of a thing that must have been seen before its cycle means anything. */
  readonly minReplacements: number;
  /** How many gaps of their own weigh as much as those of everybody. */
  readonly priorGaps: number;
  /** How many days before somebody needs it again they are signalled. */
  readonly leadDays: number;
  /** Who is later than so many times the usual is signalled no more: they get it elsewhere, or do not need it. */
  readonly untilRatio: number;
}

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readReplenishmentParams = (params: Readonly<Record<string, unknown>>): ParamsRead<ReplenishmentParams> =>
  readParams<ReplenishmentParams>(
    { by: 'category', items: [], minReplacements: 20, priorGaps: 3, leadDays: 3, untilRatio: 3 },
    {
      by: itemsByCheck,
      items: namesCheck('items', 500),
      minReplacements: wholeCheck('minReplacements', 1, 1_000_000),
      priorGaps: numberCheck('priorGaps', 0, 1_000),
      leadDays: wholeCheck('leadDays', 0, 365),
      untilRatio: numberCheck('untilRatio', 1, 100),
    },
    params,
  );
