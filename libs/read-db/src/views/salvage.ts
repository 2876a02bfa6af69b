import type { Fact } from '@rapport/events';
import { compareOccurred, customerRow, evolve, handles, isAboutFacts, type CustomerProjection } from '@rapport/fold';

/** A customer whose facts cannot be folded: what could be, and what stopped it. */
export interface Salvage<Row> {
  /** The row from the facts before the poison, in log order; undefined = none. */
  readonly row: Row | undefined;
  /** The facts that made it, as the projection is told them. */
  readonly folded: readonly Fact[];
  readonly poison: Fact;
  readonly error: unknown;
}

/** Facts as a projection is told them, as of a position. */
export type Told = (facts: readonly Fact[], position?: string) => readonly Fact[];

/**
 * Finds the first event in log order with which the customer's facts can no longer be folded. What is kept up to there
 * depends on the log alone, not on how it was cut into batches, so a rebuild parks the same customers at the same rows.
 * `facts` must be such that folding all of them fails.
 */
export const salvage = <Row>(
  projection: CustomerProjection<Row>,
  facts: readonly Fact[],
  told: Told = (all) => all,
): Salvage<Row> => {
  const inLog = [...facts].sort((x, y) => (x.position < y.position ? -1 : 1));
  let row: Row | undefined;
  let last: Fact | undefined;
  for (const [at, fact] of inLog.entries()) {
    try {
      if (last && !isAboutFacts(fact) && compareOccurred(last, fact) < 0 && !inLog.slice(0, at).some(isAboutFacts)) {
        if (handles(projection, fact)) row = evolve(projection, row ?? projection.initial(), fact);
      } else {
        row = customerRow(projection, told(inLog.slice(0, at + 1), fact.position));
      }
      if (!last || compareOccurred(last, fact) < 0) last = fact;
    } catch (error) {
      return { row, folded: told(inLog.slice(0, at), inLog[at - 1]?.position), poison: fact, error };
    }
  }
  throw new Error(`${projection.name}: these facts fold without failing`);
};
