import { setTimeout as sleep } from 'node:timers/promises';
import { change } from './book';
import { type Receiver, answering, givenReceiver } from './given-receiver';
import { FAST, type GivenWebhooks, givenWebhooks, soon } from './given-webhooks';
import { checkOf } from './health';
import { listDeliveries } from './list-deliveries';
import { redrive } from './redrives';

let given: GivenWebhooks;
const receivers: Receiver[] = [];
const receiver = async (...first: Parameters<typeof givenReceiver>): Promise<Receiver> => {
  const one = await givenReceiver(...first);
  receivers.push(one);
  return one;
};
beforeEach(async () => void (given = await givenWebhooks()));
afterEach(async () => {
  await given.stop();
  await Promise.all(receivers.splice(0).map((one) => one.close()));
});
const numbers = ({ got }: Receiver): number[] => got.map(({ event }) => Number(event.id));
const dead = async (id: string) => listDeliveries(given.database.pool, id, 'dead', null, 100);

it('lets one dead target slow no other, gives its messages up after the last attempt, and sends them when asked', async () => {
  const [good, bad] = [await receiver(), await receiver(() => undefined)];
  await given.open();
  const { id: ill } = await given.subscribe(bad.url);
  const { id: well } = await given.subscribe(good.url);
  const begun = performance.now();
  await given.tell(0, 40);
  await given.settled(well);
  // One that waited for the other would have taken a time-out for each.
  expect(performance.now() - begun).toBeLessThan(FAST.timeoutMs * 20);
  expect(numbers(good)).toHaveLength(40);
  await soon(async () => expect((await dead(ill)).length).toBeGreaterThan(0));
  expect((await dead(ill))[0]).toMatchObject({ attempts: FAST.delaysMs.length + 1, dueAt: null });
  expect(await given.show(ill)).toMatchObject({ lastError: 'no answer in time', failingSince: expect.any(String) });

  bad.answer = answering(200);
  await given.settled(ill);
  const letters = await dead(ill);
  const done = await redrive(given.database.pool, ill, { delivery: letters[0]!.delivery });
  const all = await redrive(given.database.pool, ill, { delivery: null });
  expect([done?.deadLetters, all?.deadLetters]).toEqual([1, letters.length - 1]);
  await soon(async () => expect(await given.show(ill)).toMatchObject({ dead: 0, waiting: 0, delivered: 40 }));
  expect(bad.ids()).toHaveLength(40);
  const again = bad.got.filter(({ headers }) => headers['rapport-redrive'] === done!.redrive);
  expect(again.map(({ id }) => id)).toEqual([letters[0]!.eventId]);
}, 60_000);

it('stands answers of any kind, and keeps nothing of what they say', async () => {
  const inside = await receiver();
  const kinds: Record<string, Receiver> = {
    huge: await receiver((_got, nth, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'secret-of-the-target');
      response.writeHead(nth === 1 ? 500 : 200);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', more);
      };
      response.on('error', () => undefined);
      more();
    }),
    reset: await receiver(
      (_got, nth, response) => void (nth === 1 ? response.socket!.resetAndDestroy() : response.end()),
    ),
    redirect: await receiver((_got, nth, response) =>
      nth === 1 ? void response.writeHead(302, { location: inside.url }).end() : void response.end(),
    ),
    nonsense: await receiver((_got, nth, response) =>
      nth === 1 ? void response.socket!.end('nothing like HTTP\r\n\r\n') : void response.end(),
    ),
    endless: await receiver((_got, _nth, response) => void response.writeHead(200).write('a')),
  };
  await given.tell(0, 1);
  await given.open();
  const ids = new Map<string, string>();
  for (const [kind, { url }] of Object.entries(kinds)) ids.set(kind, (await given.subscribe(url)).id);
  for (const id of ids.values()) await given.settled(id);
  const tries: Record<string, unknown> = {};
  for (const [kind, id] of ids) {
    const [one] = await listDeliveries(given.database.pool, id, null, null, 1);
    expect([kind, one!.state]).toEqual([kind, 'delivered']);
    tries[kind] = (one!.tries[0] as { error: string }).error;
  }
  expect(tries).toEqual({
    huge: 'answered 500',
    reset: 'ECONNRESET',
    redirect: 'answered 302; redirects are not followed',
    nonsense: 'HPE_INVALID_CONSTANT',
    endless: null,
  });
  expect(inside.got).toEqual([]);
  const { rows } = await given.database.pool.query('select d::text as line from rapport_webhook.delivery d');
  expect(JSON.stringify(rows)).not.toMatch(/secret-of-the-target/);
});

it('rests when the receiver asks for it, and ends when it says that it is gone', async () => {
  const target = await receiver((_got, nth, response) =>
    nth === 1 ? void response.writeHead(429, { 'retry-after': '1' }).end() : void response.end(),
  );
  await given.tell(0, 1);
  await given.open();
  const { id } = await given.subscribe(target.url);
  await given.settled(id);
  expect(target.got[1]!.at - target.got[0]!.at).toBeGreaterThanOrEqual(990);

  target.answer = answering(410);
  await given.tell(1, 5);
  await soon(async () => expect(await given.show(id)).toMatchObject({ status: 'disabled', reason: 'gone' }));
  expect(await checkOf(given.database.pool, null)).toMatchObject({
    status: 'degraded',
    reason: `disabled: ${id} (gone)`,
  });
  const calls = target.got.length;
  await sleep(300);
  expect(target.got.length).toBe(calls);
  target.answer = answering(200);
  await change(given.database.pool, id, { status: 'active' });
  await given.settled(id);
  expect(await checkOf(given.database.pool, null)).toMatchObject({ status: 'up', deadLetters: 0 });
  expect(target.ids()).toHaveLength(6);
});

it('gives a target up that has failed for too long', async () => {
  const target = await receiver(answering(503));
  await given.tell(0, 1);
  await given.open({ times: { ...FAST, delaysMs: [100, 100, 100, 100, 100], giveUpMs: 250 } });
  const { id } = await given.subscribe(target.url);
  await soon(async () => expect(await given.show(id)).toMatchObject({ status: 'disabled', reason: 'failing' }));
});

it('judges addresses when it connects, whatever the name meant before', async () => {
  const target = await receiver();
  const name = new URL(target.url.replace('127.0.0.1', 'rebound.example'));
  const answers = [['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1', '::1']];
  await given.tell(0, 1);
  await given.open({
    resolve: async () => answers.shift() ?? ['::ffff:7f00:1'],
    times: { ...FAST, delaysMs: [10, 10] },
  });
  const { id } = await given.subscribe(name.href);
  await given.settled(id);
  await given.tell(1, 1);
  await soon(async () => expect(await dead(id)).toHaveLength(1));
  expect(numbers(target)).toEqual([0]);
  expect((await dead(id))[0]!.tries).toMatchObject(
    Array(3).fill({ status: null, error: 'the host is not a public one' }),
  );
});
