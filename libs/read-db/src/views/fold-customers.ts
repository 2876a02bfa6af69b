import type { Fact } from '@rapport/events';
import { compareOccurred, evolve, handles, type CustomerProjection } from '@rapport/fold';
import { markOf } from './changes';
import type { Regrouping } from './regrouping';
import type { KeptRow } from './kept-row';

type Row = Readonly<Record<string, unknown>>;

/** What folding a batch onto the rows gives; `anew` are customers whose rows cannot be continued and are folded from nothing. */
export interface Continued {
  readonly saved: readonly KeptRow[];
  readonly anew: readonly string[];
}

/** The customers whose rows a batch continues, each with the facts that the projection handles, as it is `told` them. */
export const byCustomer = (
  projection: CustomerProjection<Row>,
  facts: readonly Fact[],
  customers: ReadonlyMap<string, string>,
  skip: (customer: string) => boolean,
  told: (facts: readonly Fact[], customer: string) => readonly Fact[],
): ReadonlyMap<string, readonly Fact[]> => {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const customer = customers.get(fact.handle);
    if (customer === undefined || skip(customer) || !handles(projection, fact)) continue;
    const group = groups.get(customer);
    if (group) group.push(fact);
    else groups.set(customer, [fact]);
  }
  if (projection.tiersOf === undefined) return groups;
  // Of some there is nothing to tell: what was decided of them holds no more.
  const all = [...groups].map(([customer, own]) => [customer, told(own, customer)] as const);
  return new Map(all.filter(([, own]) => own.length > 0));
};

/** The key under which a customer's row stands before the batch; undefined = there is none that it could continue. */
export const sourceOf = ({ rekey, gone }: Regrouping, customer: string): string | undefined =>
  rekey.get(customer) ?? (gone.has(customer) ? undefined : customer);

/**
 * Folds new facts onto the rows as they stand: most customers of most batches. A fact that is late for a projection whose
 * order matters, or one that the fold fails on, sends its customer to be folded from nothing.
 */
export const continueRows = (
  projection: CustomerProjection<Row>,
  groups: ReadonlyMap<string, readonly Fact[]>,
  rows: ReadonlyMap<string, KeptRow>,
  regrouping: Regrouping,
): Continued => {
  const saved: KeptRow[] = [];
  const anew: string[] = [];
  for (const [customer, facts] of groups) {
    const source = sourceOf(regrouping, customer);
    const before = source === undefined ? undefined : rows.get(source);
    const kept = continued(projection, customer, before, facts);
    if (kept === undefined) anew.push(customer);
    else saved.push(kept);
  }
  return { saved, anew };
};

/** So many facts of one customer are worth a copy of the row that they may write to. */
const MANY = 16;

/** What is given stays as it is: others may have it, or parts of it. Of many facts each would copy what has grown large. */
const foldOnto = (projection: CustomerProjection<Row>, row: Row, facts: readonly Fact[]): Row => {
  const isMine = facts.length >= MANY;
  return facts.reduce((onto, fact) => evolve(projection, onto, fact, isMine), isMine ? structuredClone(row) : row);
};

const continued = (
  projection: CustomerProjection<Row>,
  customer: string,
  before: KeptRow | undefined,
  facts: readonly Fact[],
): KeptRow | undefined => {
  const inOrder = projection.order === 'free' ? facts : [...facts].sort(compareOccurred);
  const isLate =
    projection.order === 'occurred' && typeof before?.foldedTo === 'string' && markOf(inOrder[0]!) < before.foldedTo;
  if (isLate) return undefined;
  try {
    const row = foldOnto(projection, before?.row ?? projection.initial(), inOrder);
    return { key: customer, row, foldedTo: projection.order === 'free' ? null : markOf(inOrder.at(-1)!) };
  } catch {
    return undefined;
  }
};

/** Rows that move to another key and that no fact of the batch continues. */
export const movedRows = (
  { rekey }: Regrouping,
  rows: ReadonlyMap<string, KeptRow>,
  isDone: (customer: string) => boolean,
): readonly KeptRow[] =>
  [...rekey].flatMap(([customer, source]) => {
    const row = rows.get(source);
    return row === undefined || isDone(customer) ? [] : [{ ...row, key: customer }];
  });
