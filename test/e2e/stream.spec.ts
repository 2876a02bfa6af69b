import { eventually } from '@rapport/testing';
import { type Listener, listen } from './event-source';
import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

describe('the log as a stream', () => {
  let rapport: Installation;
  let stopped = false;
  const listeners: Listener[] = [];
  beforeAll(async () => void (rapport = await startInstallation({}, { withProjector: false })));
  afterEach(() => listeners.splice(0).forEach((one) => one.close()));
  afterAll(() => (stopped ? undefined : rapport.stop()));

  const stream = (query = '', options: Parameters<typeof listen>[2] = {}): Listener => {
    const one = listen(`${rapport.server.url}/v1/events/stream${query}`, rapport.keys.analyst, options);
    listeners.push(one);
    return one;
  };
  const opened = (one: Listener): Promise<void> => eventually(() => expect(one.lastId()).toBeDefined());
  let count = 0;
  const record = async (over: Record<string, unknown> = {}): Promise<any> => {
    const event = purchase([card(`LC-${++count}`), email(`person${count}@example.com`)], over);
    return (await rapport.as('integrator').post('/v1/interactions', event)).body;
  };
  const ids = ({ heard }: Listener): string[] => heard.map(({ data }) => data.eventId);

  it('brings what comes from now on, once to each, as pages of the log have it, and sealed', async () => {
    await record();
    const [one, other] = [stream(), stream()];
    await opened(one);
    await opened(other);
    expect(one.answer()).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    });
    const receipts = [await record(), await record()];
    await eventually(() => expect(ids(one)).toEqual(receipts.map(({ eventId }) => eventId)));
    await eventually(() => expect(other.heard).toEqual(one.heard));
    const { body } = await rapport.as('analyst').get('/v1/events?limit=3');
    expect(one.heard.map(({ data }) => data)).toEqual(body.events.slice(1));
    expect(one.heard.map(({ id }) => id)).toEqual(receipts.map(({ position }) => position));
    expect(JSON.stringify(one.heard)).not.toMatch(/person\d|LC-\d/);
  });

  it('goes on after an id or a position, from the beginning too, and lets filters choose', async () => {
    const web = await record({ channel: 'web' });
    const all = (await rapport.as('analyst').get('/v1/events')).body.events;
    const [fromStart, afterFirst, bySeen] = [
      stream('?after=beginning'),
      stream(`?after=${all[0].position}`),
      stream(`?after=${all[0].position}`, { after: all[1].position }),
    ];
    const onlyWeb = stream('?after=beginning&channel=web,call&type=PurchaseMade');
    const ofHandle = stream(`?after=beginning&handle=${all[1].handle}`);
    await eventually(() => expect(fromStart.heard.map(({ data }) => data)).toEqual(all));
    await eventually(() => expect(afterFirst.heard.map(({ data }) => data)).toEqual(all.slice(1)));
    await eventually(() => expect(bySeen.heard.map(({ data }) => data)).toEqual(all.slice(2)));
    await eventually(() => expect(ids(onlyWeb)).toEqual([web.eventId]));
    await eventually(() => expect(ids(ofHandle)).toEqual([all[1].eventId]));
    const page = await rapport.as('analyst').get(`/v1/events?handle=${all[1].handle}`);
    expect(page.body.events).toEqual([all[1]]);
  });

  it('refuses before it begins: who may not, what is malformed, and places of another history', async () => {
    const ask = (query: string, role: 'agent' | 'analyst' = 'analyst', headers = {}) =>
      rapport.as(role).get(`/v1/events/stream${query}`, headers);
    expect((await ask('')).status).toBe(200);
    expect((await ask('', 'agent')).status).toBe(403);
    for (const query of ['?after=5', '?since=5', '?type=a&type=b', '?handle=x', '?limit=5'])
      expect([query, (await ask(query)).status]).toEqual([query, 400]);
    expect((await ask('', 'analyst', { 'last-event-id': 'x' })).status).toBe(400);
    const { position } = await record();
    const other = position.replace(/^.{8}/, 'ffffffff');
    const ahead = `${position.slice(0, 9)}9${'0'.repeat(18)}`;
    for (const place of [other, ahead]) {
      const { status, body } = await ask('', 'analyst', { 'last-event-id': place });
      expect([status, body.type]).toEqual([409, 'urn:rapport:problem:other-history']);
      expect((await ask(`?after=${place}`)).status).toBe(409);
    }
    const head = await rapport.as('auditor').send('HEAD', '/v1/events/stream', null);
    expect([head.status, head.headers.get('rapport-position')]).toEqual([200, position]);
  });

  it('loses and repeats nothing when connections are torn while events come', async () => {
    const [all, returned] = [stream('?after=beginning'), stream('?after=beginning&channel=web')];
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n++) await record(n % 4 === 0 ? { channel: 'web' } : {});
    })();
    for (let torn = 0; torn < 8; torn++) {
      const before = [all.heard.length, returned.heard.length] as const;
      await eventually(() => {
        expect(all.heard.length).toBeGreaterThan(before[0]);
        expect(returned.heard.length).toBeGreaterThan(before[1]);
      }, 20_000);
      all.cut();
      returned.cut();
    }
    writing = false;
    await writer;
    const { events, atEnd } = (await rapport.as('analyst').get('/v1/events?limit=5000')).body;
    expect(atEnd).toBe(true);
    const wanted = (filter: (event: any) => boolean) => events.filter(filter).map(({ eventId }: any) => eventId);
    await eventually(() => expect(ids(all)).toEqual(wanted(() => true)));
    await eventually(() => expect(ids(returned)).toEqual(wanted(({ channel }) => channel === 'web')));
    expect(all.opened()).toBeGreaterThan(5);
  });

  it('ends when the process does, whether or not the client reads', async () => {
    const [reading, stuck] = [stream('', { comesAgain: false }), stream('?after=beginning', { comesAgain: false })];
    await opened(reading);
    await opened(stuck);
    stuck.pause();
    const context = { note: 'x'.repeat(20_000) };
    const events = Array.from({ length: 500 }, () => purchase([card('LC-1')], { context }));
    const { body } = await rapport.as('integrator').post('/v1/interactions/batch', events);
    const last = body.results.at(-1).position;
    expect(last).toBeDefined();
    await eventually(() => expect(reading.heard.at(-1)?.id).toBe(last), 20_000);
    expect(stuck.heard.at(-1)?.id).not.toBe(last);
    stopped = true;
    await rapport.stop();
    await reading.ended;
  });
});
