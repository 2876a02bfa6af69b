import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { type Installation, startInstallation } from './installation';
import { card, purchase } from './touchpoints';

const PEOPLE = 60;
const EVENTS = 600;
const AT_ONCE = 30;
const PER_SECOND = 300;
/** Eight requests at a time to one target: so many milliseconds each are fewer events than come. */
const SLOW_MS = 300;

/** A receiver that takes its time and remembers when what came. */
const receiver = async (ms: number) => {
  const came: { readonly id: string; readonly event: any; readonly at: number; readonly redrive: unknown }[] = [];
  let most = 0;
  let open = 0;
  const server = createServer((request, response) => {
    let body = '';
    most = Math.max(most, ++open);
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { 'webhook-id': id, 'rapport-redrive': redrive } = request.headers;
      came.push({ id: String(id), event: JSON.parse(body), at: Date.now(), redrive });
      setTimeout(() => {
        open -= 1;
        response.writeHead(204).end();
      }, ms);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ came, url: `http://127.0.0.1:${port}/`, most: () => most },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

describe('webhooks under load', () => {
  let rapport: Installation;
  let admin: Client;
  let good: Awaited<ReturnType<typeof receiver>>;
  let slow: Awaited<ReturnType<typeof receiver>>;
  let ids: Record<'good' | 'slow' | 'dead', string>;
  const recorded = new Map<string, { readonly position: string; readonly person: number }>();

  beforeAll(async () => {
    [good, slow] = [await receiver(0), await receiver(SLOW_MS)];
    const gone = await receiver(0);
    await gone.close();
    rapport = await startInstallation({ RAPPORT_WEBHOOK_HTTP: 'true', RAPPORT_WEBHOOK_ALLOW: '127.0.0.1' });
    admin = rapport.as('integrator');
    const subscribe = async (name: string, url: string): Promise<string> => {
      const { status, body } = await admin.post('/v1/webhooks', { name, url, filter: { type: 'PurchaseMade' } });
      expect(status).toBe(201);
      return body.webhook.webhookId;
    };
    ids = {
      good: await subscribe('good', good.url),
      slow: await subscribe('slow', slow.url),
      dead: await subscribe('dead', gone.url),
    };
  }, 60_000);
  afterAll(async () => {
    await rapport?.stop();
    await Promise.all([good?.close(), slow?.close()]);
  });

  const shown = async (which: keyof typeof ids): Promise<any> => (await admin.get(`/v1/webhooks/${ids[which]}`)).body;
  /** Each event once, and those of each customer in the order of the log. */
  const isWholeAndInOrder = ({ came }: typeof good): void => {
    expect(came.map(({ id }) => id).sort()).toEqual([...recorded.keys()].sort());
    const last = new Map<string, string>();
    for (const { event } of came) {
      const key = String(event.partitionkey);
      expect(event.sequence > (last.get(key) ?? '')).toBe(true);
      last.set(key, event.sequence);
    }
  };

  it('a good target hears everything soon, while a slow one lags and a dead one holds up nobody', async () => {
    const began = Date.now();
    for (let n = 0; n < EVENTS; n += AT_ONCE) {
      const some = Array.from({ length: AT_ONCE }, (_, m) => purchase([card(`WL-${(n + m) % PEOPLE}`)]));
      const { status, body } = await admin.post('/v1/interactions/batch', some);
      expect(status).toBe(200);
      body.results.forEach(({ eventId, position }: any, m: number) =>
        recorded.set(eventId, { position, person: (n + m) % PEOPLE }),
      );
      await pause(Math.max(0, began + (1_000 * (n + AT_ONCE)) / PER_SECOND - Date.now()));
    }
    await eventually(() => expect(good.came.length).toBeGreaterThanOrEqual(EVENTS), 60_000);
    // The slow one cannot have been as fast, and the good one has not waited for it.
    expect(slow.came.length).toBeLessThan(EVENTS);
    isWholeAndInOrder(good);
    const late = good.came.map(({ at, event }) => at - Date.parse(event.recordedtime)).sort((a, b) => a - b);
    process.stderr.write(`webhooks: ${Math.round(EVENTS / ((good.came.at(-1)!.at - began) / 1_000))}/s to a good target, p95 ${late[Math.floor(0.95 * late.length)]} ms; a slow one had ${slow.came.length}\n`); // prettier-ignore
    expect(await shown('dead')).toMatchObject({ delivered: 0, status: 'active', failingSince: expect.any(String) });
    // What waits for who is away is bounded; the rest waits in the log.
    expect((await shown('dead')).waiting).toBeLessThanOrEqual(1_000);
    await eventually(() => expect(slow.came.length).toBeGreaterThanOrEqual(EVENTS), 60_000);
    isWholeAndInOrder(slow);
    expect(slow.most()).toBeLessThanOrEqual(8);
    await eventually(async () => expect(await shown('slow')).toMatchObject({ delivered: EVENTS, waiting: 0 }), 10_000);
  }, 180_000);

  it('a range is told once more, whole, in order and marked, while news go on', async () => {
    const positions = [...recorded.values()].map(({ position }) => position).sort();
    const [after, until] = [positions[99]!, positions[399]!];
    const before = good.came.length;
    const { status, body } = await admin.post(`/v1/webhooks/${ids.good}/redrive`, { after, until });
    expect(status).toBe(202);
    const news = await admin.post('/v1/interactions/batch', Array.from({ length: AT_ONCE }, (_, n) => purchase([card(`WL-${n}`)]))); // prettier-ignore
    expect(news.status).toBe(200);
    await eventually(() => expect(good.came.length).toBeGreaterThanOrEqual(before + 300 + AT_ONCE), 60_000);
    await pause(500);
    const told = good.came.slice(before);
    const again = told.filter(({ redrive }) => redrive === body.redrive);
    expect(told.filter(({ redrive }) => redrive === undefined)).toHaveLength(AT_ONCE);
    expect(again.map(({ event }) => event.sequence).sort()).toEqual(positions.slice(100, 400));
    const last = new Map<string, string>();
    for (const { event } of again) {
      expect(event.sequence > (last.get(event.partitionkey) ?? '')).toBe(true);
      last.set(event.partitionkey, event.sequence);
    }
  }, 90_000);
});
