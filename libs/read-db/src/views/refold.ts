import type { EventStore } from '@rapport/event-store';
import { customerStream, decisionStream, decodeEvent, type Fact } from '@rapport/events';
import { customerRow, foldedFacts, type CustomerProjection, type RuleRuns, toldFacts } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { membersAt } from '../membership';
import { errorText, markOf, type ParkedNow } from './changes';
import type { KeptRow } from './kept-row';
import { salvage, type Told } from './salvage';

type Row = Readonly<Record<string, unknown>>;

/** Customers whose events are read in one go. */
export const REFOLD_MAX = 500;

/**
 * The past of customers up to one position, read from the store in bulk. What one view asked for is kept for the next one,
 * up to a bound: in a batch that folds very many customers anew, each view reads for itself.
 */
export class History {
  readonly #kept = new Map<string, readonly Fact[]>();

  constructor(
    private readonly sql: Sql,
    private readonly store: Pick<EventStore, 'read'>,
    private readonly position: string,
  ) {}

  /** All events of the customers, by customer as of the position, in log order. At most `REFOLD_MAX` customers. */
  async of(customers: readonly string[]): Promise<ReadonlyMap<string, readonly Fact[]>> {
    const unknown = customers.filter((customer) => !this.#kept.has(customer));
    const read = unknown.length === 0 ? new Map<string, readonly Fact[]>() : await this.#read(unknown);
    const found = new Map(customers.map((customer) => [customer, read.get(customer) ?? this.#kept.get(customer)!]));
    for (const [customer, facts] of read) if (this.#kept.size < REFOLD_MAX) this.#kept.set(customer, facts);
    return found;
  }

  async #read(customers: readonly string[]): Promise<ReadonlyMap<string, readonly Fact[]>> {
    const members = await membersAt(this.sql, customers, this.position);
    const facts = new Map<string, Fact[]>(customers.map((customer) => [customer, []]));
    const streams = [...members.keys()].flatMap((handle) => [customerStream(handle), decisionStream(handle)]);
    for await (const events of this.store.read(streams, this.position)) {
      for (const fact of events.map(decodeEvent)) facts.get(members.get(fact.handle) ?? '')?.push(fact);
    }
    return facts;
  }
}

/** The outcome of folding one customer from nothing. */
export interface Refolded {
  readonly kept: KeptRow | undefined;
  readonly parked: ParkedNow | undefined;
}

/**
 * Folds one customer from nothing; one that cannot be folded is parked with the row from before the poison.
 * @param runs of the rules whose tiers the projection asks for; null where it asks for none.
 */
export const refold = (
  projection: CustomerProjection<Row>,
  customer: string,
  facts: readonly Fact[],
  runs: RuleRuns | null,
): Refolded => {
  const told: Told = (some, position) => toldFacts(projection, some, runs, customer, position);
  try {
    const all = told(facts);
    return { kept: keptFrom(projection, customer, customerRow(projection, all), all), parked: undefined };
  } catch {
    const { row, folded, poison, error } = salvage(projection, facts, told);
    return {
      kept: keptFrom(projection, customer, row, folded),
      parked: { key: customer, poison, error: errorText(error) },
    };
  }
};

const keptFrom = (
  projection: CustomerProjection<Row>,
  customer: string,
  row: Row | undefined,
  facts: readonly Fact[],
): KeptRow | undefined => {
  if (row === undefined) return undefined;
  if (projection.order === 'free') return { key: customer, row, foldedTo: null };
  const last = foldedFacts(projection, facts).at(-1);
  return { key: customer, row, foldedTo: last ? markOf(last) : null };
};
