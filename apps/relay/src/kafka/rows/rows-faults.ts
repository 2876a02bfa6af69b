/** No version of the projection serves: nobody described it, or its first one is being built. */
export class NothingServes extends Error {
  constructor(projection: string) {
    super(`no version of ${projection} serves yet: describe it (POST /v1/projections), or wait until it is built`);
    this.name = 'NothingServes';
  }
}

/** A topic of so many rows is none that anybody wants to read as a whole. */
export class TooManyRows extends Error {
  constructor(projection: string, most: number) {
    super(`${projection} has more than ${most} rows, which is more than a topic of rows tells: describe it coarser`);
    this.name = 'TooManyRows';
  }
}
