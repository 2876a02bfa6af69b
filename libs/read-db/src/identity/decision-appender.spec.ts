import type { DecidedEvent } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import { DecisionAppender } from './decision-appender';

const decided = (id: string): DecidedEvent => ({ stream: 's', id, type: 't', body: '{}', fingerprint: '' });
/** A store that answers each call when it is told to. */
const given = () => {
  const calls: { readonly ids: readonly string[]; readonly answer: (error?: Error) => void }[] = [];
  const append = (appends: Parameters<EventStore['append']>[0]) =>
    new Promise((resolve, reject) => {
      const ids = appends.flatMap(({ events }) => events.map(({ id }) => id));
      calls.push({
        ids,
        answer: (error) => (error ? reject(error) : resolve(ids.map(() => ({ status: 'appended' })))),
      });
    });
  return { calls, appender: new DecisionAppender({ append, find: async () => [] } as unknown as EventStore) };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('appends in order, one call at a time, and together what came meanwhile', async () => {
  const { calls, appender } = given();
  appender.add([decided('1')]);
  appender.add([decided('2')]);
  appender.add([decided('3')]);
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([['1']]);
  calls[0]!.answer();
  await turn();
  expect(calls.map(({ ids }) => ids)).toEqual([['1'], ['2', '3']]);
  calls[1]!.answer();
  await appender.end();
  appender.add([decided('4')]);
  expect(calls.at(-1)!.ids).toEqual(['4']);
});

it('lets who decides wait while very many are on their way', async () => {
  const { calls, appender } = given();
  appender.add([decided('1')]);
  await appender.room();
  appender.add(Array.from({ length: 2_001 }, (_, n) => decided(`many ${n}`)));
  let roomy = false;
  const waiting = appender.room().then(() => (roomy = true));
  for (let answered = 0; answered < 6; answered += 1) {
    await turn();
    expect(roomy).toBe(false);
    calls[answered]!.answer();
  }
  await waiting;
  expect(calls.flatMap(({ ids }) => ids)).toHaveLength(2_002);
});

it('tells of a failure, and appends nothing that comes behind it', async () => {
  const { calls, appender } = given();
  appender.add([decided('1')]);
  appender.add([decided('2')]);
  calls[0]!.answer(new Error('the store is gone'));
  await appender.end();
  await expect(appender.room()).rejects.toThrow('the store is gone');
  appender.add([decided('3')]);
  await appender.end();
  expect(calls).toHaveLength(1);
});
