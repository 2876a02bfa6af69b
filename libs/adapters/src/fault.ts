/** A line that a mapping can't make sense of. The text names columns and never repeats what is in them. */
export class RowFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RowFault';
  }
}

/** A mapping that is not one; the message lists every fault with its place. */
export class MappingFault extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`the mapping has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'MappingFault';
  }
}

/** A file that can't be read on from some place. The text repeats nothing that stands in it. */
export class BrokenFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrokenFile';
  }
}
