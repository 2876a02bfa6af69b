import { seededRandom } from '@rapport/testing';
import fc from 'fast-check';
import { type Expected, type Found, type Place, compare, isEqual } from './compare';
import { outOfOrder } from './out-of-order';

const PARTITIONS = 4;
const partitionOf = (key: string): number => Number(key.slice(1)) % PARTITIONS;
const cut = { partitionOf, lows: [0, 0, 0, 0] };

/** A log of so many events of some keys, and the topic that tells it as it is. */
const world = (events: number, keys: number) => {
  const expected = new Map<string, Expected>();
  const partitions: Found[][] = Array.from({ length: PARTITIONS }, () => []);
  for (let n = 0; n < events; n++) {
    const key = `k${(n * 7) % keys}`;
    const event = { key, position: String(n).padStart(9, '0'), type: 'io.rapport.purchase-made.v1', digest: `d${n}` };
    expected.set(`e${n}`, { ...event, required: true });
    const partition = partitionOf(key);
    partitions[partition]!.push({ ...event, id: `e${n}`, partition, offset: '' });
  }
  return { expected, partitions };
};
/** Offsets are where the records lie in the end. */
const lie = (partitions: readonly Found[][]): Found[] =>
  partitions.flatMap((records) => records.map((record, n) => ({ ...record, offset: String(n) })));
const ids = (places: readonly Place[]): (string | null)[] => places.map(({ id }) => id).sort();

it('a topic that tells the log equals it, also with repeats behind', () => {
  const { expected, partitions } = world(100, 10);
  expect(compare(expected, lie(partitions), cut)).toEqual({
    ...{
      required: 100,
      records: 100,
      missing: [],
      duplicate: [],
      outOfOrder: [],
      foreign: [],
      altered: [],
      dropped: 0,
    },
  });
  const repeated = compare(expected, lie(partitions.map((records) => [...records, ...records])), cut);
  expect([repeated.duplicate.length, isEqual(repeated)]).toEqual([100, true]);
});

it('names each of 500 damages as what it is, and nothing else', () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = seededRandom(seed);
    const upTo = (below: number): number => random.below(below);
    const { expected, partitions } = world(6_000, 600);
    const done: Record<'missing' | 'duplicate' | 'outOfOrder' | 'foreign' | 'altered', (string | null)[]> = {
      ...{ missing: [], duplicate: [], outOfOrder: [], foreign: [], altered: [] },
    };
    const touched = new Set<string>(['k9999']);
    /** A record of a key that no other damage has touched, so that each damage stands for itself. */
    const choose = (): { records: Found[]; at: number; record: Found } => {
      for (;;) {
        const records = partitions[upTo(PARTITIONS)]!;
        const at = upTo(records.length);
        const record = records[at]!;
        if (touched.has(record.key) || record.id === null) continue;
        touched.add(record.key);
        return { records, at, record };
      }
    };
    for (let n = 0; n < 500; n++) {
      const { records, at, record } = choose();
      if (n % 5 === 0) {
        records.splice(at, 1);
        done.missing.push(record.id);
      } else if (n % 5 === 1) {
        records.splice(at + 1 + upTo(records.length - at), 0, record);
        done.duplicate.push(record.id);
      } else if (n % 5 === 2) {
        // Past at least two of its key, so that there is one answer to which was moved.
        const mine = records.filter(({ key }) => key === record.key);
        const first = mine[0]!;
        records.splice(records.indexOf(first), 1);
        records.splice(records.indexOf(mine[2 + upTo(mine.length - 2)]!) + 1, 0, first);
        done.outOfOrder.push(first.id);
      } else if (n % 5 === 3) {
        const id = upTo(2) === 0 ? null : `unheard-${n}`;
        records.splice(at, 0, { ...record, id });
        done.foreign.push(id);
      } else {
        const changes: Partial<Found>[] = [
          ...[{ key: 'k9999' }, { position: '0' }, { digest: 'x' }, { type: 'io.rapport.item-returned.v1' }],
          { partition: (record.partition + 1) % PARTITIONS },
        ];
        records[at] = { ...record, ...changes[upTo(changes.length)]! };
        done.altered.push(record.id);
      }
    }
    const { required, records, dropped, ...damages } = compare(expected, lie(partitions), cut);
    expect([required, records, dropped]).toEqual([6_000, 6_000 - 100 + 200, 0]);
    expect({
      missing: [...damages.missing].sort(),
      ...Object.fromEntries(
        (['duplicate', 'outOfOrder', 'foreign', 'altered'] as const).map((kind) => [kind, ids(damages[kind])]),
      ),
    }).toEqual(Object.fromEntries(Object.entries(done).map(([kind, all]) => [kind, [...all].sort()])));
  }
});

it('does not miss what the relay need not have told yet, nor what the topic has dropped by age', () => {
  const { expected, partitions } = world(100, 8);
  const late = new Map([...expected].map(([id, event], n) => [id, { ...event, required: n < 90 }]));
  const records = lie(partitions).filter(({ id }) => Number(id!.slice(1)) < 95);
  expect(compare(late, records, cut)).toMatchObject({ required: 90, records: 95, missing: [], foreign: [] });
  const aged = lie(partitions).filter(({ id }) => Number(id!.slice(1)) >= 20 && id !== 'e50');
  const lows = [5, 5, 5, 5];
  expect(compare(expected, aged, { partitionOf, lows })).toMatchObject({ missing: ['e50'], dropped: 20 });
  expect(compare(expected, aged, cut).missing).toHaveLength(21);
});

it('takes an older shape of a type as told by an older release, and a claim check at its word', () => {
  const { expected, partitions } = world(3, 1);
  const [first, second, third] = lie(partitions);
  const newer = new Map([...expected].map(([id, event]) => [id, { ...event, type: 'io.rapport.purchase-made.v2' }]));
  const told = [
    { ...first!, digest: 'old' },
    { ...second!, type: 'io.rapport.purchase-made.v2', digest: null },
    { ...third!, type: 'io.rapport.purchase-made.v2', digest: 'other' },
  ];
  expect(ids(compare(newer, told, cut).altered)).toEqual([third!.id]);
});

it('the fewest to move are what a search over all subsets finds', () =>
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20), { maxLength: 9 }), (numbers) => {
      const members = numbers.map((n) => ({ position: String(n).padStart(3, '0') }));
      const rises = (kept: readonly number[]): boolean => kept.every((n, at) => at === 0 || kept[at - 1]! < n);
      let best = 0;
      for (let mask = 0; mask < 1 << numbers.length; mask++) {
        const kept = numbers.filter((_, at) => mask & (1 << at));
        if (rises(kept)) best = Math.max(best, kept.length);
      }
      const moved = new Set(outOfOrder(members));
      expect(moved.size).toBe(numbers.length - best);
      expect(rises(numbers.filter((_, at) => !moved.has(members[at]!)))).toBe(true);
    }),
  ));
