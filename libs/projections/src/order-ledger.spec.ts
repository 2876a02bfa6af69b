import { seededRandom } from '@rapport/testing';
import { boughtAtOnce, type Ledger, type Order, post } from './customer-view/order-ledger';
import { emptyLedger, LEDGER_MAX, orderKey, ordersIn } from './order-ledger';

const booked =
  (amount: string) =>
  (order: Order): Order => ({ ...order, sums: { ...order.sums, EUR: [amount, '0', 1] } });
const stated =
  (amount: string) =>
  (order: Order): Order => ({ ...order, stated: { EUR: [amount, 1] } });

describe('the ledger of orders', () => {
  it.each([4, 5, 6])('is the same whether it is changed in place or copied (%i)', (seed) => {
    const random = seededRandom(seed);
    let [own, copied]: [Ledger, Ledger] = [emptyLedger(), emptyLedger()];
    for (let n = 0; n < LEDGER_MAX * 4; n += 1) {
      const isCancelled = random.below(9) === 0;
      const key = orderKey(`o-${isCancelled ? random.below(n * 2 + 1) : n}`);
      const change = isCancelled ? stated('1.00') : booked('2.00');
      const first = isCancelled ? undefined : boughtAtOnce('EUR', '2.00');
      own = post(own, key, change, true, first).ledger;
      copied = post(copied, key, change, false).ledger;
      expect(ordersIn(own)).toBe(ordersIn(copied));
      if (n % 97 === 0) expect(JSON.parse(JSON.stringify(own))).toEqual(copied);
    }
    expect(JSON.parse(JSON.stringify(own))).toEqual(copied);
  });

  it.each([1, 2, 3])('is the same whether an order that is bought at once takes the short way or not (%i)', (seed) => {
    const random = seededRandom(seed);
    let [short, long]: [Ledger, Ledger] = [emptyLedger(), emptyLedger()];
    let same = 0;
    for (let n = 0; n < LEDGER_MAX * 4; n += 1) {
      const amount = `${1 + random.below(900)}.50`;
      const isCancelled = random.below(12) === 0;
      const key = orderKey(`o-${isCancelled ? random.below(n + 1) : n}`);
      const change = isCancelled ? stated(amount) : booked(amount);
      const first = isCancelled ? undefined : boughtAtOnce('EUR', amount);
      const quick = post(short, key, change, false, first);
      const slow = post(long, key, change, false);
      expect(ordersIn(quick.ledger)).toBe(ordersIn(slow.ledger));
      if (quick.isSame) {
        same += 1;
        expect(quick.ledger).toBe(short);
        expect([...slow.before, ...slow.after].every((effect) => Object.keys(effect).length === 0)).toBe(true);
      }
      [short, long] = [quick.ledger, slow.ledger];
      if (n % 97 === 0) expect(short).toEqual(long);
    }
    expect(short).toEqual(long);
    expect(same).toBeGreaterThan(LEDGER_MAX);
    expect(short.full).toBe(true);
  });
});
