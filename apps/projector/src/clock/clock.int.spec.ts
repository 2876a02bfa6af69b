import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { canonicalJson, customerStream, decodeEvent, eventIdOf, type Fact } from '@rapport/events';
import { eventually, freshDatabase, type FreshDatabase } from '@rapport/testing';
import { startProjector, type Projector } from '../start-projector';

const HANDLE = '11111111-0000-4000-8000-000000000000';
let database: FreshDatabase;
let store: EventStore;
let now: Date;
let running: Projector[];

beforeEach(async () => {
  database = await freshDatabase();
  now = new Date('2026-01-01T12:00:00.000Z');
  store = memoryEventStore({ now: () => now.getTime() });
  running = [];
});
afterEach(async () => {
  for (const projector of running) await projector.stop();
  await database.drop();
});

const start = async (): Promise<Projector> => {
  const projector = await startProjector({
    ...{ url: database.url, store, projections: [], zone: 'Europe/Berlin', log: () => undefined, now: () => now },
  });
  running.push(projector);
  return projector;
};
const tell = async (id: string, type: string, occurredAt: string, data: object, historical = false): Promise<void> => {
  const handles = [{ handle: HANDLE, type: 'userId', issuer: 'shop' }];
  const body = canonicalJson({
    ...{ id, source: 'desk', channel: 'call', type, v: 1, occurredAt, handle: HANDLE, handles, data, sealed: {} },
    ...(historical && { meta: { historical } }),
  });
  const event = { id: eventIdOf('desk', id), type, body, fingerprint: '' };
  await store.append([{ stream: customerStream(HANDLE), expected: 'any', events: [event] }]);
};
const said = async (type: string): Promise<readonly Fact[]> => {
  const facts: Fact[] = [];
  const done = new AbortController();
  const { position, eventId } = await store.head();
  if (eventId === null) return facts;
  for await (const events of store.follow(null, done.signal)) {
    facts.push(...events.map(decodeEvent).filter((fact) => fact.type === type));
    if (events.at(-1)!.position >= position) done.abort();
  }
  return facts;
};
const days = async () => (await said('DayEnded')).map(({ data }) => data['date']);
const stages = async () =>
  (await said('DeadlineReached')).map(({ data, occurredAt }) => `${data['stage']} ${occurredAt}`);
/** Long enough for the clock to look twice. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1_300));

it('closes days as they end, the missed ones in order, and never one twice, also when two clocks run', async () => {
  await start();
  await start();
  await aWhile();
  expect(await days()).toEqual([]);
  now = new Date('2026-01-01T23:06:00.000Z');
  await eventually(async () => expect(await days()).toEqual(['2026-01-01']), 10_000);
  await Promise.all(running.splice(0).map((projector) => projector.stop()));
  now = new Date('2026-01-05T12:00:00.000Z');
  const projector = await start();
  await eventually(
    async () => expect(await days()).toEqual(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04']),
    10_000,
  );
  const [first] = await said('DayEnded');
  expect(first).toMatchObject({ stream: 'clock-Europe/Berlin', occurredAt: '2026-01-01T23:00:00.000Z' });
  expect(first!.data).toEqual({
    ...{ zone: 'Europe/Berlin', date: '2026-01-01', endsAt: '2026-01-01T23:00:00.000Z', span: 'day' },
  });
  await eventually(async () => {
    const { projections } = await projector.status();
    expect(projections.filter(({ projection }) => ['clock', 'rules'].includes(projection))).toHaveLength(2);
    expect(projections.every(({ lag, fault }) => lag === 0 && fault === null)).toBe(true);
  }, 10_000);
});

it('warns when three quarters of a promise’s time are over, and says when it is due, unless it is settled', async () => {
  const dueAt = '2026-01-01T16:00:00.000Z';
  for (const id of ['open', 'kept', 'broken', 'gone', 'moved']) {
    await tell(id, 'PromiseMade', '2026-01-01T12:00:00.000Z', { promiseId: `P-${id}`, dueAt });
  }
  await tell(
    'old',
    'PromiseMade',
    '2020-01-01T12:00:00.000Z',
    { promiseId: 'P-old', dueAt: '2020-01-02T12:00:00.000Z' },
    true,
  );
  await start();
  now = new Date('2026-01-01T14:59:00.000Z');
  await aWhile();
  expect(await stages()).toEqual([]);
  const record = { target: eventIdOf('desk', 'gone') };
  await tell('kept-now', 'PromiseKept', '2026-01-01T14:00:00.000Z', { promiseId: 'P-kept' });
  await tell('broken-now', 'PromiseBroken', '2026-01-01T14:00:00.000Z', { promiseId: 'P-broken' });
  await tell('again', 'PromiseMade', '2026-01-01T14:00:00.000Z', {
    promiseId: 'P-moved',
    dueAt: '2026-01-03T14:00:00.000Z',
  });
  const body = { id: 'r', source: 'desk', channel: 'record', type: 'InteractionRetracted', v: 1, occurredAt: dueAt };
  const more = {
    handle: HANDLE,
    handles: [{ handle: HANDLE, type: 'userId', issuer: 'shop' }],
    data: record,
    sealed: {},
  };
  const event = {
    id: eventIdOf('desk', 'r'),
    type: body.type,
    body: canonicalJson({ ...body, ...more }),
    fingerprint: '',
  };
  await store.append([{ stream: customerStream(HANDLE), expected: 'any', events: [event] }]);
  now = new Date('2026-01-01T15:00:00.000Z');
  await eventually(async () => expect(await stages()).toEqual(['warning 2026-01-01T15:00:00.000Z']), 10_000);
  now = new Date('2026-01-01T16:00:00.000Z');
  const both = ['warning 2026-01-01T15:00:00.000Z', 'due 2026-01-01T16:00:00.000Z'];
  await eventually(async () => expect(await stages()).toEqual(both), 10_000);
  await aWhile();
  expect(await stages()).toEqual(both);
  expect(
    (await said('DeadlineReached')).every(({ handle, stream }) => handle === HANDLE && stream === `decision-${HANDLE}`),
  ).toBe(true);
});
