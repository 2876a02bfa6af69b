/**
 * A list whose things are made one by one, whenever somebody goes through them: a first close tells of everybody, and what is told of a
 * million customers need not be there at once. `make` must give the same each time.
 */
export class MadeList<Made> implements Iterable<Made> {
  constructor(
    readonly length: number,
    private readonly make: (nth: number) => Made,
  ) {}

  *[Symbol.iterator](): Generator<Made, void, undefined> {
    for (let nth = 0; nth < this.length; nth++) yield this.make(nth);
  }
}
