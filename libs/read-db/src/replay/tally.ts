import { addDecimal, compareDecimal, decimalOfNumber, isDecimal } from '@rapport/events';

/** The values of one field over all rows of a table: exact decimals as text. Null where there is no value. */
export interface Aggregate {
  /** Rows (or places within them) that have a value. */
  readonly count: number;
  readonly nulls: number;
  readonly sum: string | null;
  readonly min: string | null;
  readonly max: string | null;
}

const NOTHING: Aggregate = { count: 0, nulls: 0, sum: null, min: null, max: null };
const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

const exact = (value: unknown): string | undefined => {
  if (typeof value === 'number') return decimalOfNumber(value);
  return typeof value === 'string' && isDecimal(value) ? value : undefined;
};

/** Adds up the numbers of rows as readers get them, by field: what is an object has fields of its own (`revenue EUR`). */
export class Tally {
  readonly #fields = new Map<string, Aggregate>();
  rows = 0;

  /** @param measures which members of a row are figures */
  add(row: Readonly<Record<string, unknown>>, measures: readonly string[]): void {
    this.rows += 1;
    for (const measure of measures) this.#take(measure, row[measure]);
  }

  /** By field. */
  get all(): ReadonlyMap<string, Aggregate> {
    return this.#fields;
  }

  #take(field: string, value: unknown): void {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) this.#take(`${field} ${name}`, inner);
      return;
    }
    const before = this.#fields.get(field) ?? NOTHING;
    if (value === null) return void this.#fields.set(field, { ...before, nulls: before.nulls + 1 });
    const number = exact(value);
    if (number === undefined) return;
    const { count, nulls, sum, min, max } = before;
    this.#fields.set(field, {
      ...{ count: count + 1, nulls },
      sum: trimmed(sum === null ? number : addDecimal(sum, number)),
      min: min === null || compareDecimal(number, min) < 0 ? trimmed(number) : min,
      max: max === null || compareDecimal(number, max) > 0 ? trimmed(number) : max,
    });
  }
}
