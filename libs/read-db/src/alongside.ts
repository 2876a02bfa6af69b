import { prepared } from './prepared';

/** What else a statement about people reads in the same moment: it spares a round trip, and fits together. */
export interface Alongside {
  /**
   * SQL: a select of one row about the people found. `who.ids` are all ids that they ever had (uuid[], null when nobody was
   * found), `who.reach` is the JSON of how far the projections are.
   */
  readonly select: string;
  /** Its columns; their values come beside what is told of the people. */
  readonly columns: readonly string[];
}

/** The statement about people whose columns besides `ids` are given, with what is read alongside. */
export const statementOf = (people: string, columns: readonly string[], alongside: Alongside | null) => {
  const told = columns.map((column) => `who.${column}`);
  if (alongside === null) return prepared(`select ${told.join(', ')} from (${people}) who`);
  const read = alongside.columns.map((column) => `also.${column}`);
  return prepared(`with who as materialized (${people})
    select ${[...told, ...read].join(', ')} from who cross join lateral (${alongside.select}) also`);
};
