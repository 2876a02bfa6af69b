import type { Fact } from '@rapport/events';
import { compareOccurred, customerRow, evolve, handles, isAboutFacts, type CustomerProjection } from '@rapport/fold';

/** A customer whose facts cannot be folded: what could be, and what stopped it. */
export interface Salvage<Row> {
  /** The row from the facts before the poison, in log order; undefined = none. */
  readonly row: Row | undefined;
  readonly foldedFacts: readonly Fact[];
  readonly poison: Fact;
  readonly error: unknown;
}

/**
 * Finds the first event in log order with which the customer's facts can no longer be folded. What is kept up to there
 * depends on the log alone, not on how it was cut into batches, so a rebuild parks the same customers at the same rows.
 * `facts` must be such that folding all of them fails.
 */
export const salvage = <Row>(projection: CustomerProjection<Row>, facts: readonly Fact[]): Salvage<Row> => {
  const inLog = [...facts].sort((x, y) => (x.position < y.position ? -1 : 1));
  let row: Row | undefined;
  let last: Fact | undefined;
  for (const [at, fact] of inLog.entries()) {
    try {
      if (last && !isAboutFacts(fact) && compareOccurred(last, fact) < 0 && !inLog.slice(0, at).some(isAboutFacts)) {
        if (handles(projection, fact)) row = evolve(projection, row ?? projection.initial(), fact);
      } else {
        row = customerRow(projection, inLog.slice(0, at + 1));
      }
      if (!last || compareOccurred(last, fact) < 0) last = fact;
    } catch (error) {
      return { row, foldedFacts: inLog.slice(0, at), poison: fact, error };
    }
  }
  throw new Error(`${projection.name}: these facts fold without failing`);
};
