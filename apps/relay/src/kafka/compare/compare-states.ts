import type { Comparison, Cut, Place } from './compare';
import { outOfOrder } from './out-of-order';

/** A record of a topic of states. `key` is null where it has none that is a customer's. */
export interface FoundState {
  readonly key: string | null;
  readonly id: string;
  readonly position: string;
  /** Of the state; null for a tombstone. */
  readonly digest: string | null;
  readonly partition: number;
  readonly offset: string;
}

/** Who must be told, by the digest of their state; and of whom nothing can be said, because they change at this moment. */
export interface ExpectedStates {
  readonly living: ReadonlyMap<string, string>;
  readonly moving: ReadonlySet<string>;
}

const placeOf = (key: string | null, { partition, offset }: FoundState): Place => ({ id: key, partition, offset });

/**
 * Records of a customer that do not lie where they should: those that come after a later one (of a late writer), or the fewest that
 * would have to lie elsewhere, if that is fewer.
 */
const straysOf = (records: readonly FoundState[]): readonly FoundState[] => {
  let most = '';
  const late = records.filter(({ position }) => {
    const falls = position < most;
    if (!falls) most = position;
    return falls;
  });
  if (late.length < 2) return late;
  // Records of one position are in order as they lie.
  const placed = records.map((record, at) => ({
    record,
    position: `${record.position} ${String(at).padStart(12, '0')}`,
  }));
  const fewest = outOfOrder(placed).map(({ record }) => record);
  return fewest.length < late.length ? fewest : late;
};

/**
 * Compares a topic of states with what they are: `found` partition by partition in the order of offsets. Pure. The newest record of a
 * customer counts, and positions never fall within a customer. What was overwritten in order is nobody's business. In `missing` and
 * in places `id` is the customer.
 */
export const compareStates = (
  { living, moving }: ExpectedStates,
  found: Iterable<FoundState>,
  cut: Cut,
): Comparison => {
  const byKey = new Map<string, FoundState[]>();
  const [duplicate, foreign, altered, moved]: [Place[], Place[], Place[], Place[]] = [[], [], [], []];
  let records = 0;
  for (const record of found) {
    records++;
    const { key, partition } = record;
    if (key === null) foreign.push(placeOf(null, record));
    else if (partition !== cut.partitionOf(key)) altered.push(placeOf(key, record));
    else {
      const ofKey = byKey.get(key) ?? [];
      if (ofKey.at(-1)?.id === record.id) duplicate.push(placeOf(key, record));
      else ofKey.push(record);
      byKey.set(key, ofKey);
    }
  }
  const missing: string[] = [];
  for (const key of living.keys()) if (!byKey.has(key) && !moving.has(key)) missing.push(key);
  for (const [key, ofKey] of byKey) {
    moved.push(...straysOf(ofKey).map((record) => placeOf(key, record)));
    // The newest that was told, wherever it lies.
    const last = ofKey.reduce((newest, one) => (one.position >= newest.position ? one : newest));
    if (moving.has(key)) continue;
    const wanted = living.get(key);
    if (wanted === undefined && last.digest !== null) foreign.push(placeOf(key, last));
    else if (wanted !== undefined && last.digest === null) missing.push(key);
    else if (wanted !== undefined && last.digest !== wanted) altered.push(placeOf(key, last));
  }
  const required = [...living.keys()].filter((key) => !moving.has(key)).length;
  return { required, records, missing, duplicate, outOfOrder: moved, foreign, altered, dropped: 0 };
};
