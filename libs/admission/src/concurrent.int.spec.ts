import { memoryEventStore, StoreBusy, type EventStore } from '@rapport/event-store';
import { eventIdOf } from '@rapport/events';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import fc from 'fast-check';
import type { Receipt, Submitted, Writer } from './admission';
import { admissionOn, purchase, writer } from './given';

const second: Writer = { ...writer, keyId: 'key-2' };
const SOURCE = 'pos/berlin-3';

/** One interaction of a call: an id that others may use too, one of two contents, somebody's identifiers. */
interface Sent {
  readonly id: number;
  readonly amount: '1.00' | '2.00';
  readonly person: number;
}
const sent: fc.Arbitrary<Sent> = fc.record({
  id: fc.nat({ max: 5 }),
  amount: fc.constantFrom('1.00', '2.00'),
  person: fc.nat({ max: 3 }),
});
const call = fc.record({ by: fc.constantFrom(writer, second), events: fc.array(sent, { minLength: 1, maxLength: 4 }) });

describe('admits that run at the same time', () => {
  let database: FreshDatabase;
  beforeAll(async () => void (database = await freshDatabase()));
  afterAll(() => database.drop());

  let run = 0;
  const submitted = ({ id, amount, person }: Sent, of: number): Submitted => ({
    value: purchase({
      id: `${of}-${id}`,
      identifiers: [
        { type: 'email', value: `p${person}@run${of}.de` },
        { type: 'loyaltyCard', value: `${of}-${person}` },
      ],
      data: { orderId: 'o', currency: 'EUR', amount },
    }),
  });

  it('give each id one accepted, the others what they would get one after the other, and keep one event of it', () =>
    fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (calls) => {
        run += 1;
        const { admission, events } = await admissionOn(database.pool);
        const answers = await Promise.all(
          calls.map(async ({ events: list, by }) => {
            const inputs = list.map((one) => submitted(one, run));
            return inputs.length === 1 ? [await admission.admitOne(inputs[0]!, by)] : admission.admit(inputs, by);
          }),
        );
        const all = answers.flatMap((receipts, n) =>
          receipts.map((receipt, index) => ({ receipt, by: calls[n]!.by, sent: calls[n]!.events[index]! })),
        );
        const stored = new Map((await events()).map((event) => [event.id, event]));
        const owners = new Map<string, number>();
        for (const id of new Set(all.map((one) => one.sent.id))) {
          const eventId = eventIdOf(SOURCE, `${run}-${id}`);
          const mine = all.filter((one) => one.sent.id === id);
          const [first, ...others] = mine.filter(({ receipt }) => receipt.status === 'accepted');
          expect(others).toEqual([]);
          const event = stored.get(eventId)!;
          expect(event.parsed.meta?.by).toBe(first!.by.keyId);
          expect(event.parsed.data['amount']).toBe(first!.sent.amount);
          for (const {
            receipt,
            sent: { amount, person },
          } of mine) {
            const same = amount === first!.sent.amount && person === first!.sent.person;
            expect(receipt).toMatchObject(same ? { eventId, position: event.position } : { status: 'conflict' });
          }
          expect(owners.get(event.parsed.handle) ?? first!.sent.person).toBe(first!.sent.person);
          owners.set(event.parsed.handle, first!.sent.person);
        }
        expect(stored.size).toBe(new Set(all.map((one) => one.sent.id)).size);
      }),
      { numRuns: 40 },
    ));

  it("do not share each other's failures", async () => {
    const store = memoryEventStore();
    const fails = eventIdOf(SOURCE, 'fails');
    const failing: EventStore = {
      ...store,
      append: async (appends) => {
        if (appends.some(({ events }) => events.some(({ id }) => id === fails))) throw new StoreBusy(1);
        return store.append(appends);
      },
    };
    const { admission } = await admissionOn(database.pool, { store: failing });
    const [good, bad, forbidden] = await Promise.allSettled([
      admission.admit([{ value: purchase({ id: 'fine' }) }], writer),
      admission.admit([{ value: purchase({ id: 'fails' }) }], second),
      admission.admit([{ value: purchase({ source: 'forbidden/x' }) }, { value: purchase() }], writer),
    ]);
    const statuses = (settled: PromiseSettledResult<readonly Receipt[]>) =>
      settled.status === 'fulfilled' ? settled.value.map(({ status }) => status) : settled.reason.name;
    expect([good!, bad!, forbidden!].map(statuses)).toEqual([['accepted'], 'StoreBusy', ['refused', 'accepted']]);
  });

  it('survive the erasure of an identifier that they all bring', async () => {
    const { admission, vault, events } = await admissionOn(database.pool);
    const [gone] = await vault.claim([{ type: 'email', value: 'erased@x.de' }]);
    const value = () => ({ value: purchase({ identifiers: [{ type: 'email', value: 'erased@x.de' }] }) });
    const [, ...answers] = await Promise.all([
      vault.destroyHandleKeys([gone!]),
      ...Array.from({ length: 10 }, (_, n) => admission.admit([value()], n % 2 ? writer : second)),
    ]);
    expect(answers.flat().map(({ status }) => status)).toEqual(Array(10).fill('accepted'));
    const [after] = await admission.admit([value()], writer);
    expect(after).toMatchObject({ status: 'accepted' });
    expect((after as { handle: string }).handle).not.toBe(gone);
    expect(await events()).toHaveLength(11);
  });
});
