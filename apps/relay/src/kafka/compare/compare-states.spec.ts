import { type Random, seededRandom } from '@rapport/testing';
import { type Place, isEqual } from './compare';
import { type FoundState, compareStates } from './compare-states';

const PARTITIONS = 4;
const partitionOf = (key: string): number => Number(key.slice(1)) % PARTITIONS;
const cut = { partitionOf, lows: [] };
const NOBODY_MOVES: ReadonlySet<string> = new Set();

/** Customers with up to four states each, every fifth of them gone in the end; and the topic that tells it. */
const world = (customers: number, random: Random) => {
  const living = new Map<string, string>();
  const partitions: FoundState[][] = Array.from({ length: PARTITIONS }, () => []);
  const told = Array.from({ length: customers }, (_, n) => ({
    key: `k${n}`,
    left: 2 + random.below(3),
    gone: n % 5 === 0,
  }));
  for (let n = 0, open = told; open.length > 0; n++) {
    const one = random.pick(open);
    const last = --one.left === 0;
    const digest = last && one.gone ? null : `d${n}`;
    const partition = partitionOf(one.key);
    const position = String(n).padStart(9, '0');
    partitions[partition]!.push({
      key: one.key,
      id: `${one.key}/${position}`,
      position,
      digest,
      partition,
      offset: '',
    });
    if (last && digest !== null) living.set(one.key, digest);
    open = open.filter(({ left }) => left > 0);
  }
  return { living, partitions };
};
/** Offsets are where the records lie in the end. */
const lie = (partitions: readonly FoundState[][]): FoundState[] =>
  partitions.flatMap((records) => records.map((record, n) => ({ ...record, offset: String(n) })));
const keys = (places: readonly Place[]): (string | null)[] => places.map(({ id }) => id).sort();

it('a topic that ends with the states equals them, compacted or not, with repeats or not', () => {
  const { living, partitions } = world(200, seededRandom(3));
  const whole = compareStates({ living, moving: NOBODY_MOVES }, lie(partitions), cut);
  expect([isEqual(whole), whole.required, whole.records]).toEqual([true, 160, partitions.flat().length]);
  const compacted = partitions.map((records) => [...new Map(records.map((one) => [one.key, one])).values()]);
  expect(isEqual(compareStates({ living, moving: NOBODY_MOVES }, lie(compacted), cut))).toBe(true);
  const repeated = compacted.map((records) => records.flatMap((one) => [one, one]));
  const told = compareStates({ living, moving: NOBODY_MOVES }, lie(repeated), cut);
  expect([isEqual(told), told.duplicate.length]).toEqual([true, 200]);
});

it('names each of 500 damages as what it is, and nothing else', () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = seededRandom(seed);
    const { living, partitions } = world(3_000, random);
    const done: Record<'missing' | 'duplicate' | 'outOfOrder' | 'foreign' | 'altered', (string | null)[]> = {
      ...{ missing: [], duplicate: [], outOfOrder: [], foreign: [], altered: [] },
    };
    const left = random.shuffle([...living.keys()]);
    /** A customer whom no other damage has touched, with the place of their last record. */
    const choose = (): { key: string; records: FoundState[]; at: number; last: FoundState } => {
      const key = left.pop()!;
      const records = partitions[partitionOf(key)]!;
      const at = records.findLastIndex((one) => one.key === key);
      return { key, records, at, last: records[at]! };
    };
    let strangers = 3_000;
    const damages: Record<string, () => void> = {
      // Never told, told away, or the last state lost so that an older one counts.
      lost: () => {
        const { key, records } = choose();
        records.splice(0, records.length, ...records.filter((one) => one.key !== key));
        done.missing.push(key);
      },
      tombstone: () => {
        const { key, records, last } = choose();
        records.push({ ...last, id: `${last.id}-gone`, position: `${last.position}x`, digest: null });
        done.missing.push(key);
      },
      older: () => {
        const { key, records, at } = choose();
        records.splice(at, 1);
        done.altered.push(key);
      },
      repeat: () => {
        const { key, records, at, last } = choose();
        records.splice(at + 1, 0, last);
        done.duplicate.push(key);
      },
      // A late writer: what was overwritten comes again.
      late: () => {
        const { key, records } = choose();
        records.push(records.find((one) => one.key === key)!);
        done.outOfOrder.push(key);
      },
      stranger: () => {
        const n = strangers++;
        const record = choose().last;
        const key = random.below(2) === 0 ? null : `k${n}`;
        partitions[partitionOf(`k${n}`)]!.push({ ...record, key, id: `x${n}`, partition: partitionOf(`k${n}`) });
        done.foreign.push(key);
      },
      resurrected: () => {
        const { key, records, last } = choose();
        living.delete(key);
        records.push({ ...last, id: `${last.id}-again`, position: `${last.position}x` });
        done.foreign.push(key);
      },
      changed: () => {
        const { key, records, at, last } = choose();
        records[at] = { ...last, digest: 'x' };
        done.altered.push(key);
      },
      astray: () => {
        const { key, last } = choose();
        const other = (last.partition + 1) % PARTITIONS;
        partitions[other]!.push({ ...last, partition: other });
        done.altered.push(key);
      },
    };
    const kinds = Object.values(damages);
    for (let n = 0; n < 500; n++) kinds[n % kinds.length]!();
    const {
      required: _r,
      records: _n,
      dropped: _d,
      missing,
      ...places
    } = compareStates({ living, moving: NOBODY_MOVES }, lie(partitions), cut);
    expect({
      missing: [...missing].sort(),
      ...Object.fromEntries(Object.entries(places).map(([kind, all]) => [kind, keys(all)])),
    }).toEqual(Object.fromEntries(Object.entries(done).map(([kind, all]) => [kind, [...all].sort()])));
  }
});

it('says nothing of who changes at this moment, except that no state goes back', () => {
  const { living, partitions } = world(50, seededRandom(5));
  const wrong = new Map([...living.keys()].map((key) => [key, 'newer']));
  const all = new Set(living.keys());
  expect(compareStates({ living: wrong, moving: all }, lie(partitions), cut)).toMatchObject({
    ...{ required: 0, missing: [], altered: [], foreign: [], outOfOrder: [] },
  });
  const [key] = living.keys();
  const records = partitions[partitionOf(key!)]!;
  records.push(records.find((one) => one.key === key)!);
  expect(keys(compareStates({ living, moving: all }, lie(partitions), cut).outOfOrder)).toEqual([key]);
});
