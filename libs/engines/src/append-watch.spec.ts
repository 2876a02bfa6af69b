import {
  InvalidAppend,
  OutcomeUnknown,
  StoreClosed,
  type EventStore,
  type Outcome,
  memoryEventStore,
} from '@rapport/event-store';
import { aNewEvent, anAppend } from '@rapport/testing';
import { appendStateOf, watchAppends } from './append-watch';

describe('a store whose appends are watched', () => {
  let now = 1_000;
  const answers: { resolve(outcomes: readonly Outcome[]): void; reject(error: Error): void }[] = [];
  const slow: EventStore = {
    ...memoryEventStore(),
    append: () => new Promise((resolve, reject) => void answers.push({ resolve, reject })),
  };
  const state = (store: EventStore) => appendStateOf(store, now);
  beforeEach(() => void answers.splice(0));

  it('is the same store otherwise', async () => {
    const store = watchAppends(memoryEventStore());
    const event = aNewEvent();
    const [outcome] = await store.append([anAppend('customer-1', [event])]);
    expect(outcome).toMatchObject({ status: 'appended' });
    expect((await store.head()).eventId).toBe(event.id);
    await expect(store.append([anAppend('', [event])])).rejects.toThrow(InvalidAppend);
    expect(appendStateOf(store).failedMs).toBeNull();
    await store.close();
    await expect(store.append([anAppend('customer-1')])).rejects.toThrow(StoreClosed);
    expect(appendStateOf(store).failedMs).not.toBeNull();
    expect(appendStateOf(memoryEventStore())).toEqual({ waitingMs: 0, failedMs: null });
  });

  it('says how long the oldest append waits', async () => {
    const store = watchAppends(slow, () => now);
    expect(state(store)).toEqual({ waitingMs: 0, failedMs: null });
    const first = store.append([anAppend('customer-1')]);
    now += 400;
    const second = store.append([anAppend('customer-1')]);
    now += 100;
    expect(state(store)).toEqual({ waitingMs: 500, failedMs: null });
    answers[0]!.resolve([]);
    await first;
    expect(state(store).waitingMs).toBe(100);
    answers[1]!.resolve([]);
    await second;
    expect(state(store)).toEqual({ waitingMs: 0, failedMs: null });
  });

  it('says how long ago one failed, until one succeeds', async () => {
    const store = watchAppends(slow, () => now);
    const failing = store.append([anAppend('customer-1')]);
    answers[0]!.reject(new OutcomeUnknown(new Error('no space left')));
    await expect(failing).rejects.toThrow(OutcomeUnknown);
    now += 2_000;
    expect(state(store)).toEqual({ waitingMs: 0, failedMs: 2_000 });
    const repeat = store.append([anAppend('customer-1')]);
    answers[1]!.resolve([]);
    await repeat;
    expect(state(store).failedMs).toBeNull();
  });
});
