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
