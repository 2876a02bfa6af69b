/** A record of Kafka, as far as it matters whether it was taken back. */
export interface Fetched {
  readonly offset: string;
  readonly key: Buffer | null;
  /** Records of Kafka's own: the client shows them to nobody, and counts them as read. */
  isControlRecord: boolean;
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
}

/** A transaction that was taken back, by its producer and the first record of it. */
export interface Aborted {
  readonly producerId: string;
  readonly firstOffset: string;
}

/** Key of a control record: its version, then what it says, in 16 bits each. */
const SAYS_ABORT = 0;
const saysAbort = (key: Buffer | null): boolean => key !== null && key.length >= 4 && key.readInt16BE(2) === SAYS_ABORT;

/** Which of the records belong to transactions that were taken back. Records come by offset, transactions in any order. */
export const abortedOf = <R extends Fetched>(records: readonly R[], aborted: readonly Aborted[]): readonly R[] => {
  const waiting = aborted
    .map(({ producerId, firstOffset }) => ({ producerId, from: BigInt(firstOffset) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const open = new Set<string>();
  return records.filter(({ offset, key, isControlRecord, batchContext }) => {
    const at = BigInt(offset);
    while (waiting.length > 0 && waiting[0]!.from <= at) open.add(waiting.shift()!.producerId);
    if (!batchContext?.inTransaction) return false;
    if (isControlRecord && saysAbort(key)) open.delete(batchContext.producerId);
    return !isControlRecord && open.has(batchContext.producerId);
  });
};
