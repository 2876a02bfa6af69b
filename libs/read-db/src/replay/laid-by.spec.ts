import fc from 'fast-check';
import type { ScannedEvent } from '@rapport/event-store';
import { LaidBy } from './laid-by';

const event = (position: number, body = '{}'): ScannedEvent => ({
  ...{ id: `e${position}`, stream: 'customer-a', recordedAt: '2026-01-01T00:00:00.000Z', body },
  position: String(position).padStart(6, '0'),
});

it('gives every event once, customer by customer, each in the order in which they came', () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd')), (owners) => {
      const laidBy = new LaidBy(1_000_000);
      owners.forEach((owner, nth) => laidBy.add(owner, event(nth)));
      expect(laidBy.count).toBe(owners.length);
      const taken = [...laidBy.taken()];
      expect(taken.map(([owner]) => owner)).toEqual([...new Set(owners)]);
      for (const [owner, own] of taken)
        expect(own.map(({ id }) => id)).toEqual(owners.flatMap((one, nth) => (one === owner ? [`e${nth}`] : [])));
      expect([laidBy.count, [...laidBy.taken()]]).toEqual([0, []]);
    }),
  ));

it('is full by what its events take, and empty when they are taken', () => {
  const laidBy = new LaidBy(5_000);
  for (let nth = 0; nth < 4; nth++) laidBy.add('a', event(nth, 'x'.repeat(900)));
  expect(laidBy.isFull).toBe(false);
  laidBy.add('b', event(5, 'x'.repeat(900)));
  expect(laidBy.isFull).toBe(true);
  expect([...laidBy.taken()].map(([customer, { length }]) => [customer, length])).toEqual([['a', 4], ['b', 1]]); // prettier-ignore
  expect(laidBy.isFull).toBe(false);
});
