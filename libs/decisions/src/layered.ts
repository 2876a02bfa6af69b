/**
 * How everybody stands, as what changed since how they stood before: of a million customers a close moves a few, and a new map of all of
 * them is what the collector of garbage would be busy with. Looks and behaves like a map of all.
 */
export class Layered<Kept> implements ReadonlyMap<string, Kept> {
  /** How everybody stood before; a map of its own, where that was a layer itself. */
  readonly before: ReadonlyMap<string, Kept>;
  readonly size: number;

  /**
   * @param changed who stands otherwise than before, or is new
   * @param gone who was there before and is not any more; nobody who is in `changed`
   */
  constructor(
    before: ReadonlyMap<string, Kept>,
    readonly changed: ReadonlyMap<string, Kept>,
    readonly gone: ReadonlySet<string>,
  ) {
    // One layer is enough: a chain of them would be walked at each question.
    this.before = before instanceof Layered ? new Map(before as Layered<Kept>) : before;
    let added = 0;
    for (const customer of changed.keys()) if (!before.has(customer)) added++;
    this.size = before.size + added - gone.size;
  }

  get(customer: string): Kept | undefined {
    return this.changed.get(customer) ?? (this.gone.has(customer) ? undefined : this.before.get(customer));
  }

  has(customer: string): boolean {
    return this.changed.has(customer) || (!this.gone.has(customer) && this.before.has(customer));
  }

  *entries(): MapIterator<[string, Kept]> {
    for (const [customer, kept] of this.before)
      if (!this.gone.has(customer)) yield [customer, this.changed.get(customer) ?? kept];
    for (const [customer, kept] of this.changed) if (!this.before.has(customer)) yield [customer, kept];
  }

  *keys(): MapIterator<string> {
    for (const [customer] of this.entries()) yield customer;
  }

  *values(): MapIterator<Kept> {
    for (const [, kept] of this.entries()) yield kept;
  }

  [Symbol.iterator](): MapIterator<[string, Kept]> {
    return this.entries();
  }

  forEach(call: (kept: Kept, customer: string, map: ReadonlyMap<string, Kept>) => void): void {
    for (const [customer, kept] of this.entries()) call(kept, customer, this);
  }
}
