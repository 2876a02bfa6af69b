import { canonicalJson } from '@rapport/events';
import { givenFacts } from './golden-facts';
import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

describe('the log over HTTP', () => {
  let rapport: Installation;
  const receipts: any[] = [];
  let empty: unknown;
  beforeAll(async () => {
    rapport = await startInstallation({}, { withProjector: false });
    empty = await page();
    const till = rapport.as('integrator');
    for (let n = 0; n < 5; n++) {
      const event = purchase([card(`LC-${n}`), email(`person${n}@example.com`)], n === 2 ? { channel: 'web' } : {});
      receipts.push((await till.post('/v1/interactions', event)).body);
    }
  });
  afterAll(() => rapport.stop());
  const page = async (query = '') => (await rapport.as('analyst').get(`/v1/events${query}`)).body;

  it('is a page without an end to go on from while nothing is recorded', () =>
    expect(empty).toEqual({ events: [], next: null, head: expect.any(String), atEnd: true }));

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
      await status('?type=PurchasMade'),
      await status('?channel=shop'),
    ]).toEqual([...[400, 400, 400, 400, 400, 400]]);
    expect(await status('?after=beginning&limit=1')).toBe(200);
    expect(await status(`?after=${receipts[0].position.replace(/^.{8}/, 'ffffffff')}`)).toBe(409);
    expect(await status(`?after=${receipts[0].position.slice(0, 9)}9${'0'.repeat(18)}`)).toBe(409);
  });

  it('gives out every version of every type as the document says', async () => {
    const facts = givenFacts();
    const appends = facts.map(({ eventId: id, stream, position: _position, recordedAt: _at, ...body }) => ({
      stream,
      expected: 'any' as const,
      events: [{ id, type: body.type, body: canonicalJson(body), fingerprint: '' }],
    }));
    await rapport.store.append(appends);
    const { events } = await page(`?limit=5000&after=${receipts[4].position}`);
    expect(events.map(({ eventId }: any) => eventId)).toEqual(facts.map(({ eventId }) => eventId));
    expect(events.some(({ context }: any) => context !== undefined)).toBe(true);
  });
});
