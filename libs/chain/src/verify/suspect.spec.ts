import { memoryEventStore, position, type StoredEvent } from '@rapport/event-store';
import { seededRandom } from '@rapport/testing';
import { readAll, write } from '../world/history';
import { suspectIn } from './suspect';

const store = memoryEventStore({ epoch: '0a0b0c0d', now: () => 1_767_225_600_000 });
let events: readonly StoredEvent[];
beforeAll(async () => {
  await write(store, seededRandom(3), 20);
  events = await readAll(store);
});

async function* inBatches(all: readonly StoredEvent[]) {
  yield all.slice(0, 4);
  yield all.slice(4);
}
const look = async (change: (event: StoredEvent, at: number) => StoredEvent | null, isDense = true) =>
  suspectIn(inBatches(events.flatMap((event, at) => change(event, at) ?? [])), null, isDense);
const at = (index: number, over: (event: StoredEvent) => Partial<StoredEvent>) => (event: StoredEvent, n: number) =>
  n === index ? { ...event, ...over(event) } : event;
const again = (): number => events.findIndex(({ version }) => version === 2);

it('suspects nobody among events that fit together', async () => {
  expect(await look((event) => event)).toBeNull();
  expect(await look((event, n) => (n < 3 ? null : event), false)).toBeNull();
});

it.each<readonly [string, () => number, (event: StoredEvent) => Partial<StoredEvent>, RegExp]>([
  ['time', () => 9, () => ({ recordedAt: '2020-01-01T00:00:00.000Z' }), /recorded before the event in front of it/],
  ['version', again, () => ({ version: 7 }), /versions of its stream go from 1 to 7/],
  ['type', () => 9, () => ({ type: 'Nothing' }), /its body says that it is/],
  ['body', () => 9, () => ({ body: events[3]!.body, type: events[3]!.type }), /its body is of another event id/],
  ['JSON', () => 9, () => ({ body: '{' }), /no JSON/],
  ['kind of JSON', () => 9, () => ({ body: '1' }), /no JSON object/],
  ['position', () => 19, () => ({ position: position('0a0b0c0d', 99) }), /positions go from 19 to 99/],
])('names the event whose %s contradicts', async (_, index, over, detail) => {
  const suspect = await look(at(index(), over));
  expect(suspect).toMatchObject({ event: { id: events[index()]!.id }, detail: expect.stringMatching(detail) });
});

it('sees a gap only where there can be none', async () => {
  const gap = (event: StoredEvent, n: number): StoredEvent | null =>
    n === 19 ? { ...event, position: position('0a0b0c0d', 30) } : event;
  expect((await look(gap))?.detail).toMatch(/positions go from 19 to 30/);
  expect(await look(gap, false)).toBeNull();
});
