import type { Fact } from '@rapport/events';
import { effectiveFacts, entryRows, type CustomerProjection, type EntryProjection } from '@rapport/fold';
import type { KnownHandle } from '../membership';
import { refold } from '../views/refold';
import { lineageOf, type Lineage, type LineagePage } from './lineage';
import type { PastPerson } from './person';

type Row = Readonly<Record<string, unknown>>;

/** How a customer stands in a view. */
export interface Standing {
  readonly row: Row | null;
  readonly parked: { readonly eventId: string; readonly error: string } | null;
}

/** A customer of the past with all events up to a position of the log. */
export class PastCustomer implements PastPerson {
  readonly customer: string;
  readonly handles: readonly KnownHandle[];
  /** What is folded: corrected and cut where only what had happened by a moment counts. */
  readonly #counted: readonly Fact[];

  constructor(
    { customer, handles }: PastPerson,
    private readonly facts: readonly Fact[],
    until: string | undefined,
  ) {
    this.customer = customer;
    this.handles = handles;
    this.#counted = until === undefined ? facts : effectiveFacts(facts).filter(({ occurredAt }) => occurredAt <= until);
  }

  /** Number of events that were read. */
  get events(): number {
    return this.facts.length;
  }

  /**
   * The row of a customer projection; undefined when it handles none of the events. A customer whom the fold fails on has the
   * row from before the event that it failed on, as in the table.
   */
  row<R extends object>(projection: CustomerProjection<R>): R | undefined {
    const folded = refold(projection as unknown as CustomerProjection<Row>, this.customer, this.#counted, null);
    return folded.kept?.row as R | undefined;
  }

  /** The row with some events left out, and the event that the fold fails on then; null = none. */
  leavingOut(projection: CustomerProjection<Row>, isLeftOut: (fact: Fact) => boolean): Standing {
    const counted = this.#counted.filter((fact) => !isLeftOut(fact));
    const { kept, parked } = refold(projection, this.customer, counted, null);
    return {
      row: kept?.row ?? null,
      parked: parked ? { eventId: parked.poison.eventId, error: parked.error } : null,
    };
  }

  /** How many events of the customer stand behind a position. */
  eventsAfter(position: string): number {
    return this.facts.filter((fact) => fact.position > position).length;
  }

  /** The rows of an entry projection that is kept by owner, by key; what had not happened by the moment is among them. */
  entries<R>(projection: EntryProjection<R>): ReadonlyMap<string, R> {
    return entryRows(projection, this.facts);
  }

  /** Which events set a part of the row of a customer projection, newest first. */
  lineage<R extends object>(projection: CustomerProjection<R>, page: LineagePage<R>): Lineage {
    return lineageOf(projection, this.facts, effectiveFacts(this.#counted), page);
  }
}
