import { type Condition, compileCondition } from './compile-condition';
import type { Place } from './place';
import { columnsIn } from './template';

/** Lines that a mapping leaves out. */
export interface Skip {
  readonly holds: Condition;
  readonly reason: string;
  /** It can be told of a line with more or fewer columns than the header, such as a total or a remark. */
  readonly ofAnyForm: boolean;
}

/** The columns that a condition looks at. */
const columnsOf = (condition: unknown): readonly string[] => {
  if (typeof condition !== 'object' || condition === null) return [];
  const { column, text, all, any, not } = condition as Readonly<Record<string, unknown>>;
  return [
    ...(typeof column === 'string' ? [column] : []),
    ...(typeof text === 'string' ? columnsIn(text) : []),
    ...[all, any].flatMap((parts) => (Array.isArray(parts) ? parts.flatMap(columnsOf) : [])),
    ...columnsOf(not),
  ];
};

/** Compiles one entry of `skip`. Columns behind the first are not where the header says in a line that has others. */
export const compileSkip = (spec: unknown, place: Place): Skip => {
  const { when, reason } = place.members(spec, ['when', 'reason']);
  const { names } = place.columns;
  return {
    holds: compileCondition(when, place.in('when')),
    reason: place.in('reason').text(reason),
    ofAnyForm: names !== null && columnsOf(when).every((name) => [names[0], '@line', '@columns'].includes(name)),
  };
};
