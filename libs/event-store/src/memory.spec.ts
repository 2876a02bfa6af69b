import { eventStoreContract } from './contract/contract';
import { memoryEventStore } from './memory';
import { position } from './position';

eventStoreContract('memory', async () => memoryEventStore());
eventStoreContract('memory in batches of 3, beyond 2^53', async () =>
  memoryEventStore({ batch: 3, before: 2n ** 53n }),
);

describe('memory', () => {
  it('counts positions exactly beyond 2^53', async () => {
    const store = memoryEventStore({ epoch: '0a0b0c0d', before: 2n ** 53n });
    const event = { id: '00000000-0000-4000-8000-000000000000', type: 'A', body: '{}', fingerprint: '' };
    await store.append([{ stream: 'a', expected: 0, events: [event] }]);
    expect((await store.head()).position).toBe(position('0a0b0c0d', '9007199254740993'));
  });

  it('never lets recordedAt fall, whatever the clock does', async () => {
    const times = [2_000, 1_000, 3_000.7];
    const store = memoryEventStore({ now: () => times.shift()! });
    const seen = [];
    for (const n of [1, 2, 3]) {
      const event = { id: `00000000-0000-4000-8000-00000000000${n}`, type: 'A', body: '{}', fingerprint: '' };
      await store.append([{ stream: 'a', expected: 'any', events: [event] }]);
      seen.push((await store.head()).recordedAt);
    }
    expect(seen).toEqual(['1970-01-01T00:00:02.000Z', '1970-01-01T00:00:02.000Z', '1970-01-01T00:00:03.000Z']);
  });
});
