import { setTimeout as sleep } from 'node:timers/promises';
import { change, remove, rotate } from './book';
import { type Receiver, answering, givenReceiver, isSignedBy } from './given-receiver';
import { FAST, type GivenWebhooks, givenWebhooks, soon } from './given-webhooks';
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

it('tells everything once, in order, signed, as CloudEvents without anything sealed', async () => {
  const target = await receiver();
  await given.tell(0, 30);
  await given.open();
  const { id, secret } = await given.subscribe(target.url);
  await given.settled(id);
  await given.tell(30, 30);
  await given.settled(id);
  expect(numbers(target)).toEqual(Array.from({ length: 60 }, (_, n) => n));
  const one = target.got[7]!;
  expect(isSignedBy(secret, one)).toBe(true);
  expect(Math.abs(Date.now() / 1_000 - Number(one.headers['webhook-timestamp']))).toBeLessThan(30);
  expect(one.headers['content-type']).toMatch(/^application\/cloudevents\+json/);
  expect(one.event).toMatchObject({
    specversion: '1.0',
    id: '7',
    eventid: one.id,
    type: 'io.rapport.purchase-made.v1',
  });
  expect(JSON.stringify(one.event)).not.toMatch(/sealed/);
  expect(await given.show(id)).toMatchObject({ delivered: 60, failingSince: null, lastError: null, dead: 0 });
});

it('tells what passes the filter, and goes on from where a change of it came', async () => {
  const target = await receiver();
  await given.tell(0, 12);
  await given.open();
  const { id } = await given.subscribe(target.url, { type: 'ItemReturned' });
  await given.settled(id);
  expect(numbers(target)).toEqual([0, 3, 6, 9]);
  await change(given.database.pool, id, { filter: { type: 'PurchaseMade' } });
  await given.tell(12, 6);
  await given.settled(id);
  expect(numbers(target)).toEqual([0, 3, 6, 9, 13, 14, 16, 17]);
});

it('tries again what fails, under the same id, keeps the order, and remembers each attempt', async () => {
  const target = await receiver((_got, nth, response) => void response.writeHead(nth < 3 ? 500 : 200).end('ok'));
  await given.tell(0, 4);
  await given.open();
  const { id } = await given.subscribe(target.url);
  await given.settled(id);
  expect(numbers(target)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
  const [newest] = await listDeliveries(given.database.pool, id, null, null, 1);
  expect(newest).toMatchObject({ state: 'delivered', attempts: 3, redrive: null });
  expect(newest!.tries).toMatchObject([
    { status: 500, error: 'answered 500' },
    { status: 500 },
    { status: 200, error: null },
  ]);
});

it('tells a range of the log once more, marked, while news go on', async () => {
  const target = await receiver();
  await given.tell(0, 10);
  await given.open();
  const { id } = await given.subscribe(target.url);
  await given.settled(id);
  const at = target.got.map(({ event }) => event.sequence as string);
  const done = await redrive(given.database.pool, id, { after: at[2]!, until: at[6]! });
  await soon(() => expect(target.got).toHaveLength(14));
  const again = target.got.filter(({ headers }) => headers['rapport-redrive'] === done!.redrive);
  expect(again.map(({ id: one }) => one)).toEqual(target.got.slice(3, 7).map(({ id: one }) => one));
  await sleep(200);
  expect(target.got).toHaveLength(14);
});

it('signs by the old secret too until it ends', async () => {
  const target = await receiver();
  await given.open();
  const { id, secret } = await given.subscribe(target.url);
  const secrets = [secret, ...['A', 'B', 'C'].map((letter) => `whsec_${letter.repeat(43)}=`)];
  const turn = (n: number, overlapMs: number, most = 5) =>
    rotate(given.database.pool, id, Buffer.from(`webhook/${id} ${secrets[n]}`), overlapMs, most);
  expect(await turn(1, 60_000)).toBeInstanceOf(Date);
  await given.tell(0, 1);
  await given.settled(id);
  expect(await turn(2, 60_000, 2)).toBe('too-many');
  await turn(3, 0);
  await given.tell(1, 1);
  await given.settled(id);
  const by = target.got.map((one) => secrets.map((text) => isSignedBy(text, one)));
  expect(by).toEqual([
    [true, true, false, false],
    [false, false, false, true],
  ]);
});

it('loses nothing when processes take over from each other, and sends nothing twice while both are well', async () => {
  const target = await receiver();
  const [one, other] = [await given.open(), await given.open()];
  const { id } = await given.subscribe(target.url);
  await given.tell(0, 60);
  await given.settled(id);
  await Promise.all([one.stop(), given.tell(60, 60)]);
  await given.settled(id);
  const third = await given.open();
  await other.stop();
  await given.tell(120, 30);
  await given.settled(id);
  await third.stop();
  expect(numbers(target)).toEqual(Array.from({ length: 150 }, (_, n) => n));
});

it('forgets what was to be sent when it is deleted', async () => {
  const target = await receiver(answering(500));
  await given.open({ times: { ...FAST, delaysMs: [60_000] } });
  const { id } = await given.subscribe(target.url);
  await given.tell(0, 3);
  await soon(() => expect(target.got).toHaveLength(1));
  expect(await remove(given.database.pool, id)).toBe(true);
  await given.tell(3, 3);
  await sleep(300);
  expect([target.got.length, await given.show(id)]).toEqual([1, undefined]);
  const { rows } = await given.database.pool.query(
    'select (select count(*)::int from rapport_webhook.delivery) as deliveries, (select count(*)::int from rapport_webhook.secret) as secrets, (select count(*)::int from rapport_webhook.range where until is not null) as ranges',
  );
  expect(rows).toEqual([{ deliveries: 0, secrets: 0, ranges: 1 }]);
});

it('says that nothing is delivered while its tables cannot be read, and takes that back once they can', async () => {
  const target = await receiver();
  const said: string[] = [];
  const one = await given.open({ log: (text) => said.push(text) });
  const { id } = await given.subscribe(target.url);
  await given.database.pool.query('alter table rapport_webhook.subscription rename to away');
  await soon(() => expect(said).toContain('webhooks: 42P01'));
  await given.database.pool.query('alter table rapport_webhook.away rename to subscription');
  await given.tell(0, 3);
  await given.settled(id);
  // While the right to deliver is still held, not when it is let go.
  await soon(async () => expect(await one.checks['webhooks']!()).toMatchObject({ status: 'up', active: 1 }));
  expect(numbers(target)).toEqual([0, 1, 2]);
});
