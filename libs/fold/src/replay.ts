import type { EventType, Fact } from '@rapport/events';
import { aboutEvents, type Amendment, amendmentOf, subjectOf } from './amendment';
import { effectiveFacts, isAboutFacts } from './effective-facts';
import type { Handler } from './handler';
import { hadHappened } from './occurred-by';
import { compareOccurred } from './order';
import type { CustomerProjection, EntryProjection, Projection } from './projection';
import { isToldTier } from './standing-tier';

const NONE: readonly Fact[] = [];

/** True when the projection does anything with the fact. */
export const handles = (projection: Projection, fact: Fact): boolean => {
  if (projection.scope === 'entry' && projection.takeBack && fact.channel === 'record') return true;
  if (projection.scope === 'customer' && isToldTier(projection, fact)) return true;
  if (projection.scope === 'customer' && !hadHappened(projection, fact)) return false;
  return (
    (projection.scope === 'entry' || !isAboutFacts(fact)) &&
    ((projection.each !== undefined && !isAboutFacts(fact)) || projection.on[fact.type as EventType] !== undefined)
  );
};

/**
 * One step of a fold: `each`, then the handler of the fact's type.
 * @param mine true when nobody else has the row or a part of it, and it began as `initial()`: it may then be changed in place,
 *   and is worth nothing when the fold fails. False when absent: the row stays as it is.
 */
export const evolve = <Row>(projection: Projection<Row>, row: Row, fact: Fact, mine = false): Row => {
  const each = projection.each && !isAboutFacts(fact) ? projection.each(row, fact, mine) : row;
  const handler = projection.on[fact.type as EventType] as Handler<Row, Fact> | undefined;
  return handler ? handler(each, fact, mine) : each;
};

/** What a customer's facts amount to for a projection, in the order in which it folds them; tiers that it asks for as it is told them. */
export const foldedFacts = (projection: CustomerProjection<any>, facts: readonly Fact[]): readonly Fact[] => {
  const plain = effectiveFacts(facts).filter((fact) => handles(projection, fact));
  if (projection.tiersOf === undefined) return plain;
  return [...plain, ...facts.filter((fact) => isToldTier(projection, fact))].sort(compareOccurred);
};

/** The row of one customer from all its facts, in whatever order they are given; undefined when none of them is handled. */
export const customerRow = <Row>(projection: CustomerProjection<Row>, facts: readonly Fact[]): Row | undefined => {
  const relevant = foldedFacts(projection, facts);
  if (relevant.length === 0) return undefined;
  return relevant.reduce<Row>((row, fact) => evolve(projection, row, fact, true), projection.initial());
};

/** The rows that an amendment of a projection with `takeBack` touches. */
export const amendedKeys = (projection: EntryProjection<any>, { takenBack, takenIn }: Amendment): readonly string[] => [
  ...new Set([takenBack, takenIn].flatMap((fact) => (fact && handles(projection, fact) ? projection.keys(fact) : []))),
];

/** Takes an event back from one row as it stood, and folds it in as it stands now, where either concerns this row. */
export const amend = <Row>(
  projection: EntryProjection<Row>,
  key: string,
  before: Row | undefined,
  { takenBack, takenIn }: Amendment,
): Row | undefined => {
  const concerns = (fact: Fact | null): fact is Fact =>
    fact !== null && handles(projection, fact) && projection.keys(fact).includes(key);
  let row = before;
  if (concerns(takenBack) && row !== undefined) row = projection.takeBack!(row, takenBack);
  if (concerns(takenIn)) row = evolve(projection, row ?? projection.initial(key, takenIn), takenIn);
  return row;
};

/** The rows of an entry projection from facts in log order, by key. */
export const entryRows = <Row>(projection: EntryProjection<Row>, facts: readonly Fact[]): Map<string, Row> => {
  const rows = new Map<string, Row>();
  const about = projection.takeBack ? aboutEvents(facts) : null;
  for (const fact of facts) {
    if (!handles(projection, fact)) continue;
    if (about) {
      const amendment = amendmentOf(fact, about.get(subjectOf(fact)) ?? NONE);
      for (const key of amendedKeys(projection, amendment)) {
        const row = amend(projection, key, rows.get(key), amendment);
        if (row !== undefined) rows.set(key, row);
      }
      continue;
    }
    for (const key of projection.keys(fact)) {
      rows.set(key, evolve(projection, rows.has(key) ? rows.get(key)! : projection.initial(key, fact), fact));
    }
  }
  return rows;
};

/**
 * A fold from the beginning, in memory: what a rebuild, a test and production all compute. For a customer projection the
 * facts of one customer give its row (`initial()` when no fact is handled); for an entry projection facts in log order
 * give all rows by key.
 */
export function replay<Row>(projection: CustomerProjection<Row>, facts: readonly Fact[]): Row;
export function replay<Row>(projection: EntryProjection<Row>, facts: readonly Fact[]): ReadonlyMap<string, Row>;
export function replay<Row>(projection: Projection<Row>, facts: readonly Fact[]): Row | ReadonlyMap<string, Row> {
  if (projection.scope === 'entry') return entryRows(projection, facts);
  return customerRow(projection, facts) ?? projection.initial();
}
