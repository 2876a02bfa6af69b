import { setTimeout as sleep } from 'node:timers/promises';
import { type FreshDatabase, eventually, freshDatabase } from '@rapport/testing';
import { type Answer, type Client, clientOf } from './client';
import { type Listener, listen } from './event-source';
import { type Hook, hear } from './hook';
import { type Place, type Run, build, freePort, newPlace } from './program';
import { card, purchase } from './touchpoints';

beforeAll(build, 120_000);

const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;
const KILLS = process.env['RAPPORT_FULL'] === '1' ? 30 : 3;
const BATCH = 20;
/** Between two batches: enough to be always under way, and not more than five clients can take on a slow machine. */
const PACE_MS = 25;

interface Served {
  readonly run: Run;
  readonly url: string;
}

/** Everything that the log has, page by page. */
const wholeLog = async (client: Client): Promise<any[]> => {
  const events: any[] = [];
  for (let page: Answer['body'] = { next: null, atEnd: false }; !page.atEnd;) {
    page = (await client.get(`/v1/events?limit=5000${page.next ? `&after=${page.next}` : ''}`)).body;
    events.push(...page.events);
  }
  return events;
};

describe('streams and webhooks of a relay that is killed again and again while events come', () => {
  let database: FreshDatabase;
  let place: Place;
  let ingest: Served;
  let port: number;
  let hook: Hook;
  const listeners: Listener[] = [];
  const start = async (role: string, at: number): Promise<Served> => {
    const run = place.run(['up'], {
      DATABASE_URL: database.url,
      RAPPORT_ROLES: role,
      RAPPORT_PORT: String(at),
      RAPPORT_ADMIN_KEY: ADMIN_KEY,
      RAPPORT_MASTER_KEY: 'ab'.repeat(32),
      RAPPORT_WEBHOOK_HTTP: 'true',
      RAPPORT_WEBHOOK_ALLOW: '127.0.0.1',
    });
    await run.ready();
    return { run, url: `http://127.0.0.1:${at}` };
  };

  beforeAll(async () => {
    database = await freshDatabase();
    place = await newPlace();
    ingest = await start('ingest', await freePort());
    port = await freePort();
    hook = await hear();
  }, 120_000);
  afterAll(async () => {
    listeners.forEach((one) => one.close());
    await place?.clear();
    await hook?.close();
    await database?.drop();
  });

  it(
    'bring everything once and in order',
    async () => {
      let relay = await start('relay', port);
      const stream = (query: string): Listener => {
        const one = listen(`${relay.url}/v1/events/stream${query}`, ADMIN_KEY);
        listeners.push(one);
        return one;
      };
      const all = Array.from({ length: 4 }, () => stream('?after=beginning'));
      const web = stream('?after=beginning&channel=web');
      // Few enough of them that a receiver on a slow machine takes them as they come.
      const told = { name: 'kills', url: hook.url, after: 'beginning', filter: { channel: 'call' } };
      expect((await clientOf(relay.url, ADMIN_KEY).post('/v1/webhooks', told)).status).toBe(201);
      let writing = true;
      let recorded = '';
      const client = clientOf(ingest.url, ADMIN_KEY);
      const writer = (async () => {
        for (let n = 0; writing; n++) {
          const batch = Array.from({ length: BATCH }, (_, i) =>
            purchase([card(`LC-${n % 7}`)], i === 1 ? { channel: 'call' } : i % 5 === 0 ? { channel: 'web' } : {}),
          );
          const { status, body } = await client.post('/v1/interactions/batch', batch);
          expect(status).toBe(200);
          recorded = body.results.at(-1).position;
          await sleep(PACE_MS);
        }
      })();
      const progress = async (): Promise<void> => {
        const before = listeners.map(({ heard }) => heard.length);
        await eventually(() => {
          listeners.forEach(({ heard }, index) => expect(heard.length).toBeGreaterThan(before[index]!));
        }, 60_000);
      };
      try {
        for (let kill = 0; kill < KILLS; kill++) {
          await progress();
          listeners.forEach((one) => one.cut());
          await progress();
          const before = hook.heard.length;
          await eventually(() => expect(hook.heard.length).toBeGreaterThan(before), 60_000);
          relay.run.child.kill('SIGKILL');
          await relay.run.ended;
          const atKill = recorded;
          // Nobody hears what is recorded now; it is what the next relay must begin with.
          await eventually(() => expect(recorded > atKill).toBe(true), 20_000);
          relay = await start('relay', port);
        }
        await progress();
      } finally {
        writing = false;
        await writer;
      }
      const events = await wholeLog(clientOf(relay.url, ADMIN_KEY));
      const ids = (of: (event: any) => boolean): string[] => events.filter(of).map(({ eventId }) => eventId);
      for (const one of all) {
        await eventually(() => expect(one.heard.length).toBeGreaterThanOrEqual(events.length), 60_000);
        expect(one.heard.map(({ data }) => data.eventId)).toEqual(ids(() => true));
      }
      const wanted = ids(({ channel }) => channel === 'web');
      await eventually(() => expect(web.heard.length).toBeGreaterThanOrEqual(wanted.length), 60_000);
      expect(web.heard.map(({ data }) => data.eventId)).toEqual(wanted);
      // Webhooks: everything, in the order of each owner; what had no answer when it was killed comes twice.
      const calls = events.filter(({ channel }) => channel === 'call');
      await eventually(() => expect(hook.ids().length).toBeGreaterThanOrEqual(calls.length), 60_000);
      const owner = new Map<string, string>(calls.map(({ eventId, handle }) => [eventId, handle]));
      for (const handle of new Set(owner.values())) {
        const own = (ids: readonly string[]): string[] => ids.filter((id) => owner.get(id) === handle);
        expect(own(hook.ids())).toEqual(own([...owner.keys()]));
      }
      expect(hook.ids()).toHaveLength(calls.length);
      expect(hook.heard.length - calls.length).toBeLessThanOrEqual(KILLS * 8);
      expect(Math.min(...listeners.map((one) => one.opened()))).toBeGreaterThan(KILLS);
    },
    KILLS * 60_000,
  );
});
