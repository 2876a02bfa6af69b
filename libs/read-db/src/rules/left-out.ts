import { figuresOf, unconvertedIn, type Counting } from './figures';
import type { Movement } from './book';

/** Amounts that a value is without. */
export interface LeftOut {
  /** No exchange rate was set for them by then. */
  readonly unconverted?: number;
  /** Of a margin: nobody knows what the goods cost. */
  readonly uncosted?: number;
}

/** What the value of these movements is without; undefined = nothing. */
export const leftOutOf = (movements: readonly Movement[], counting: Counting): LeftOut | undefined => {
  // Only a margin asks for costs.
  const { unconverted, uncosted } =
    counting.basis === 'margin'
      ? figuresOf(movements, counting)
      : { unconverted: unconvertedIn(movements, counting), uncosted: 0 };
  if (unconverted + uncosted === 0) return undefined;
  return { ...(unconverted > 0 && { unconverted }), ...(uncosted > 0 && { uncosted }) };
};

const amounts = (count: number): string => (count === 1 ? '1 amount' : `${count} amounts`);

/** The same in words, as another part of a reason. */
export const leftOutReason = ({ unconverted = 0, uncosted = 0 }: LeftOut): string =>
  [
    ...(unconverted > 0 ? [`without ${amounts(unconverted)} that no exchange rate was set for`] : []),
    ...(uncosted > 0 ? [`without ${amounts(uncosted)} of unknown cost`] : []),
  ].join('; ');
