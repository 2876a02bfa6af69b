import { outOfOrder } from './out-of-order';

/** An event as a topic should tell it. */
export interface Expected {
  readonly key: string;
  readonly position: string;
  /** CloudEvents type. */
  readonly type: string;
  /** Digest of the value. */
  readonly digest: string;
  /** False while the relay may not have come so far: it may be there, and need not. */
  readonly required: boolean;
}

/** A record as a topic tells it. `id` is null where it names no event. */
export interface Found extends Omit<Expected, 'required' | 'digest'> {
  readonly id: string | null;
  readonly partition: number;
  readonly offset: string;
  /** Null for a claim check, whose value is not the event's. */
  readonly digest: string | null;
}

/** Where a record lies. */
export interface Place {
  readonly id: string | null;
  readonly partition: number;
  readonly offset: string;
}

/** What tells a topic from the log. */
export interface Comparison {
  /** Events that the topic must tell. */
  readonly required: number;
  readonly records: number;
  /** Events (by id) that it does not tell. */
  readonly missing: readonly string[];
  /** Records after the first with the same id. They do no harm to who looks at ids. */
  readonly duplicate: readonly Place[];
  /** The fewest records that would have to lie elsewhere for the order of each key to be that of the log. */
  readonly outOfOrder: readonly Place[];
  /** Records that tell nothing of this log. */
  readonly foreign: readonly Place[];
  /** Records that tell an event otherwise than the log: key, position, partition, type or value. */
  readonly altered: readonly Place[];
  /** Events that the topic has dropped by age. */
  readonly dropped: number;
}

/** How a topic is cut. */
export interface Cut {
  /** The partition of a key. */
  partitionOf(key: string): number;
  /** First offset that is still there, by partition. */
  readonly lows: readonly number[];
}

const placeOf = ({ id, partition, offset }: Found): Place => ({ id, partition, offset });
/** `io.rapport.purchase-made.v1` without its version: an older release may have told an older shape. */
const unversioned = (type: string): string => type.replace(/\.v\d+$/, '');

const isAltered = (found: Found, expected: Expected, cut: Cut): boolean =>
  found.key !== expected.key ||
  found.position !== expected.position ||
  found.partition !== cut.partitionOf(expected.key) ||
  unversioned(found.type) !== unversioned(expected.type) ||
  (found.type === expected.type && found.digest !== null && found.digest !== expected.digest);

/** True when every event that must be told is told as it is, and in order. Repeats are none of its business. */
export const isEqual = ({ missing, outOfOrder: moved, foreign, altered }: Comparison): boolean =>
  missing.length + moved.length + foreign.length + altered.length === 0;

/**
 * Compares a topic with the log: `found` partition by partition in the order of offsets. Pure. Only the first record of an event
 * counts for order and content, as for a consumer who looks at ids.
 * @param before events that were found in an earlier part of the topic: records of them here are repeats.
 */
export const compare = (
  expected: ReadonlyMap<string, Expected>,
  found: Iterable<Found>,
  cut: Cut,
  before: ReadonlySet<string> = new Set(),
): Comparison => {
  const seen = new Set(before);
  const firsts = new Map<string, Found[]>();
  const beginnings = new Map<number, string>();
  const duplicate: Place[] = [];
  const foreign: Place[] = [];
  const altered: Place[] = [];
  let records = 0;
  for (const record of found) {
    records++;
    const wanted = record.id === null ? undefined : expected.get(record.id);
    if (record.id === null || !wanted) foreign.push(placeOf(record));
    else if (seen.has(record.id)) duplicate.push(placeOf(record));
    else {
      seen.add(record.id);
      const begins = beginnings.get(record.partition);
      if (begins === undefined || wanted.position < begins) beginnings.set(record.partition, wanted.position);
      if (isAltered(record, wanted, cut)) altered.push(placeOf(record));
      else {
        const ofKey = firsts.get(record.key);
        if (ofKey) ofKey.push(record);
        else firsts.set(record.key, [record]);
      }
    }
  }
  const isDropped = ({ key, position }: Expected): boolean => {
    const partition = cut.partitionOf(key);
    return (cut.lows[partition] ?? 0) > 0 && position < (beginnings.get(partition) ?? '~');
  };
  const absent = [...expected].filter(([id, { required }]) => required && !seen.has(id));
  const missing = absent.filter(([, event]) => !isDropped(event)).map(([id]) => id);
  return {
    required: [...expected.values()].filter(({ required }) => required).length,
    records,
    missing,
    duplicate,
    outOfOrder: [...firsts.values()].flatMap((ofKey) => outOfOrder(ofKey).map(placeOf)),
    foreign,
    altered,
    dropped: absent.length - missing.length,
  };
};
