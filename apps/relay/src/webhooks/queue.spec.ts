import * as fc from 'fast-check';
import { Queue, type Waiting } from './queue';

let made = 0;
const waiting = (key: string, dueAt = 0): Waiting => ({ id: String(++made), key, dueAt, triedAt: 0, isEarly: false });
const all = (queue: Queue<Waiting>, now: number): Waiting[] => {
  const out: Waiting[] = [];
  for (let one = queue.next(now); one; one = queue.next(now)) out.push(one);
  return out;
};

describe('what waits for a target', () => {
  it('goes in the order of its key, one at a time, and other keys do not wait', () => {
    const queue = new Queue<Waiting>();
    const [a1, a2, b1] = [waiting('a'), waiting('a'), waiting('b')];
    [a1, a2, b1].forEach((one) => queue.add(one));
    expect(all(queue, 0)).toEqual([a1, b1]);
    queue.postpone(a1, 50);
    queue.settle(b1);
    expect([all(queue, 49), queue.dueAt(), queue.size, queue.flying]).toEqual([[], 50, 2, 0]);
    expect(all(queue, 50)).toEqual([a1]);
    queue.settle(a1);
    expect([all(queue, 50), queue.size]).toEqual([[a2], 1]);
  });

  it('may go before its time when the target is back, unless it was tried a moment ago', () => {
    const queue = new Queue<Waiting>();
    const [old, fresh] = [waiting('a', 9e6), waiting('b', 9e6)];
    [old, fresh].forEach((one) => queue.add(one));
    fresh.triedAt = 1e6;
    queue.hurry(1e6 + 1);
    expect([queue.dueAt(), all(queue, 1e6 + 1), old.isEarly]).toEqual([0, [old], true]);
    expect(queue.dueAt()).toBe(9e6);
  });

  it('keeps the order of each key whatever fails, and loses nothing', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), fc.infiniteStream(fc.nat(3)), (keys, fates) => {
        const queue = new Queue<Waiting>();
        const items = keys.map((key) => waiting(key));
        items.forEach((one) => queue.add(one));
        const arrived: Waiting[] = [];
        for (let now = 0; queue.size > 0 && now < 10_000; now++) {
          const going = all(queue, now);
          expect(new Set(going.map(({ key }) => key)).size).toBe(going.length);
          for (const one of going) {
            if ((fates.next().value as number) === 0 && now < 5_000) queue.postpone(one, now + 2);
            else {
              arrived.push(one);
              queue.settle(one);
            }
          }
        }
        for (const key of ['a', 'b', 'c'])
          expect(arrived.filter((one) => one.key === key)).toEqual(items.filter((one) => one.key === key));
      }),
    ));
});
