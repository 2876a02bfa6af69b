import type { CustomerGroups, Group, PlaceRow } from '@rapport/definitions';
import type { Projection } from '@rapport/fold';
import type { RowSink } from '../replay/row-sink';
import type { KeptRow } from '../views/kept-row';
import type { RowSource } from '../views/row-store';
import { FigureFault } from './figure-fault';
import type { SoundQuestion } from './question';

/** Rows of one answer. */
const ROWS_MAX = 10_000;

interface Placed {
  readonly customer: string | null;
  readonly place: string;
  readonly group: Group;
}

const byPlace = (one: Placed, other: Placed): number => {
  if (one.customer !== other.customer) return (one.customer ?? '') < (other.customer ?? '') ? -1 : 1;
  return one.place < other.place ? -1 : 1;
};

/** Takes the rows that a build makes, and puts together what readers of the projection would have been shown. */
export class FigureRows implements RowSink {
  readonly #found = new Map<string, Placed>();
  readonly projection: Projection;
  /** Nothing is asked back: the build keeps what it works on. */
  readonly rows: RowSource = { load: async () => new Map() };

  /** @param name under which the build is known */
  constructor(
    name: string,
    private readonly question: SoundQuestion,
  ) {
    this.projection = { ...question.compiled.projection(1, question.keep), name };
  }

  async key(): Promise<void> {}
  async written(): Promise<void> {}

  async fill(rows: readonly KeptRow[]): Promise<void> {
    for (const { key, row } of rows) this.#take(key, row);
  }

  /** Never called: nothing was given away that could come back. */
  async replace(rows: readonly KeptRow[]): Promise<void> {
    if (rows.length > 0) throw new Error('rows of a figure came twice');
  }

  /** What readers see, in the order in which they do. @throws FigureFault when it is too much */
  shown(): readonly object[] {
    const { customer: whose, grouping } = this.question.compiled;
    const all = [...this.#found.values()].filter(({ group: [n] }) => n > 0).sort(byPlace);
    if (all.length > ROWS_MAX) throw new FigureFault(tooMany);
    return all.map(({ customer, place, group }) => ({
      ...(whose !== null && { [whose]: customer }),
      ...grouping.show(place, group),
    }));
  }

  #take(key: string, row: object): void {
    const { compiled, customers } = this.question;
    if (compiled.scope === 'entry') {
      const { place, state } = row as PlaceRow;
      return this.#add({ customer: null, place, group: state });
    }
    if (customers !== null && !customers.has(key)) return;
    const customer = compiled.customer === null ? null : key;
    for (const [place, group] of Object.entries((row as CustomerGroups).groups)) this.#add({ customer, place, group });
  }

  #add(one: Placed): void {
    const mark = `${one.customer ?? ''} ${one.place}`;
    const before = this.#found.get(mark);
    if (!before && this.#found.size >= PLACES_MAX) throw new FigureFault(tooMany);
    const { grouping } = this.question.compiled;
    this.#found.set(mark, before ? { ...one, group: grouping.merge(before.group, one.group, true) } : one);
  }
}

/** Places may be looked at that have no row in the end: days that others' windows reach. */
const PLACES_MAX = ROWS_MAX * 10;
const tooMany = `the answer has more than ${ROWS_MAX} rows; ask for fewer of them (where, from, to), or describe what puts them together`;
