import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

describe('the log over HTTP', () => {
  let rapport: Installation;
  const receipts: any[] = [];
  beforeAll(async () => {
    rapport = await startInstallation({}, { withProjector: false });
    const till = rapport.as('integrator');
    for (let n = 0; n < 5; n++) {
      const event = purchase([card(`LC-${n}`), email(`person${n}@example.com`)], n === 2 ? { channel: 'web' } : {});
      receipts.push((await till.post('/v1/interactions', event)).body);
    }
  });
  afterAll(() => rapport.stop());
  const page = async (query = '') => (await rapport.as('analyst').get(`/v1/events${query}`)).body;

  it('comes in pages, in the order in which it was recorded', async () => {
    const first = await page('?limit=3');
    expect(first).toMatchObject({ atEnd: false, next: receipts[2].position, head: receipts[4].position });
    const rest = await page(`?limit=3&after=${first.next}`);
    expect(rest).toMatchObject({ atEnd: true, next: receipts[4].position });
    const all = [...first.events, ...rest.events];
    expect(all.map(({ eventId, position }) => [eventId, position])).toEqual(
      receipts.map(({ eventId, position }) => [eventId, position]),
    );
    expect(await page(`?after=${rest.next}`)).toMatchObject({ events: [], atEnd: true, next: rest.next });
  });

  it('filters, and says how far it has looked', async () => {
    const web = await page('?channel=web,call&type=PurchaseMade');
    expect(web.events.map(({ eventId }: any) => eventId)).toEqual([receipts[2].eventId]);
    expect(web.next).toBe(receipts[4].position);
    expect((await page('?type=CallEnded')).events).toEqual([]);
  });

  it('keeps personal values sealed for everybody', async () => {
    const { body } = await rapport.as('admin').get('/v1/events');
    expect(JSON.stringify(body)).not.toMatch(/person\d|LC-\d/);
  });

  it('comes as NDJSON to who asks for it', async () => {
    const { headers, body } = await rapport.as('auditor').get('/v1/events?limit=2', { accept: 'application/x-ndjson' });
    expect(headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    expect([headers.get('rapport-next'), headers.get('rapport-at-end')]).toEqual([receipts[1].position, 'false']);
    const lines = String(typeof body === 'string' ? body : '')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).eventId)).toEqual(receipts.slice(0, 2).map(({ eventId }) => eventId));
  });

  it('refuses who may not, what is malformed, and positions of another history', async () => {
    const status = async (query: string, role: 'agent' | 'analyst' = 'analyst') =>
      (await rapport.as(role).get(`/v1/events${query}`)).status;
    expect(await status('', 'agent')).toBe(403);
    expect([
      await status('?limit=0'),
      await status('?after=5'),
      await status('?since=5'),
      await status('?type=a&type=b'),
    ]).toEqual([...[400, 400, 400, 400]]);
    expect(await status(`?after=${receipts[0].position.replace(/^.{8}/, 'ffffffff')}`)).toBe(409);
    expect(await status(`?after=${receipts[0].position.slice(0, 9)}9${'0'.repeat(18)}`)).toBe(409);
  });
});
