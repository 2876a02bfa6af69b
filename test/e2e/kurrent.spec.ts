import { eventually } from '@rapport/testing';
import { built, drop, momentOf } from './built-pasts';
import type { Client } from './client';
import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

/** The way of an interaction through the whole product; `npm run test:kurrent` runs all end-to-end tests so. */
describe('the product with its events in KurrentDB', () => {
  let rapport: Installation;
  let till: Client;
  beforeAll(async () => {
    rapport = await startInstallation({}, { onKurrent: true });
    till = rapport.as('integrator');
  });
  afterAll(() => rapport.stop());

  const cardOf = async (identifier: object, position: string): Promise<any> => {
    const path = `/v1/customers/lookup?minPosition=${position}`;
    const { body } = await rapport.as('agent').post(path, { identifiers: [identifier] });
    return body.cards[0];
  };

  it('keeps its events there, and in PostgreSQL an index without their bytes', async () => {
    const { body } = await till.post('/v1/interactions', purchase([card('K-1')]));
    expect((await rapport.store.find([body.eventId]))[0]).toMatchObject({ position: body.position });
    const { rows } = await rapport.pool.query(
      `select to_regclass('rapport_store.events') as events, (select count(*)::int from rapport_kurrent.event) as known`,
    );
    expect(rows[0]).toMatchObject({ events: null, known: expect.any(Number) });
    await eventually(async () => {
      const bytes = await rapport.pool.query('select 1 from rapport_kurrent.event where body is not null');
      expect(bytes.rows).toEqual([]);
    });
  });

  it('records once, refuses another body, and gives parallel repeats one effect', async () => {
    const event = purchase([card('K-2'), email('k2@example.com')]);
    const answers = await Promise.all(Array.from({ length: 12 }, () => till.post('/v1/interactions', event)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(11).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.position)).size).toBe(1);
    const changed = await till.post('/v1/interactions', { ...event, data: { ...event.data, amount: '11.00' } });
    expect(changed.status).toBe(409);
  });

  it('shows one customer with all that two identifiers did, as soon as it is asked for', async () => {
    await till.post('/v1/interactions', purchase([card('K-3')]));
    await till.post('/v1/interactions', purchase([email('k3@example.com')]));
    const { body } = await till.post('/v1/interactions', purchase([card('K-3'), email('k3@example.com')]));
    const [one, other] = [
      await cardOf(card('K-3'), body.position),
      await cardOf(email('k3@example.com'), body.position),
    ];
    expect(one.customerId).toBe(other.customerId);
    const { body: seen } = await rapport
      .as('agent')
      .get(`/v1/customers/${one.customerId}/timeline?minPosition=${body.position}`);
    expect(seen.entries).toHaveLength(3);
  });

  it('corrects and retracts', async () => {
    const { body } = await till.post('/v1/interactions', purchase([card('K-4')]));
    const path = `/v1/interactions/${body.eventId}/corrections`;
    const retract = () =>
      rapport.as('supervisor').post(path, { kind: 'retract', reason: 'Rung up twice' }, { 'idempotency-key': 'r-1' });
    const first = await retract();
    expect(first.status).toBe(201);
    expect((await retract()).body.status).toBe('duplicate');
  });

  it('builds the past of everybody by both clocks, of single events too', async () => {
    const analyst = rapport.as('analyst');
    const sold = (orderId: string, day: string) =>
      till.post('/v1/interactions', purchase([card('K-5')], { occurredAt: `${day}T12:00:00Z`, data: { orderId, currency: 'EUR', amount: '5.00' } })); // prettier-ignore
    const { body: first } = await sold('k5-1', '2026-03-03');
    const rowsOf = async (path: string) => (await analyst.get(path)).body.rows;
    const now: Record<string, any> = {};
    for (const name of ['value', 'timeline', 'interaction-volume'])
      now[name] = await rowsOf(`/v1/projections/${name}/rows?limit=2000&minPosition=${first.position}`);
    const then = await momentOf(rapport);
    const { body: late } = await sold('k5-2', '2026-03-01');
    for (const [name, rows] of Object.entries(now)) {
      const { id } = await built(analyst, name, { asOfRecorded: then });
      expect([name, await rowsOf(`/v1/pasts/${id}/rows?limit=2000`)]).toEqual([name, rows]);
      await drop(analyst, id);
    }
    const { id, asOf } = await built(analyst, 'value', { asOfOccurred: '2026-03-02T00:00:00Z' });
    expect(asOf.position >= late.position).toBe(true);
    const { body } = await analyst.get('/v1/value?asOfOccurred=2026-03-02T00:00:00Z');
    const hers = body.customers.find(({ customerId }: any) => customerId === late.customerId);
    expect([body.moments, hers]).toMatchObject([asOf, { x: 0, firstPurchaseDay: '2026-03-01' }]);
    await drop(analyst, id);
  }, 60_000);

  it('pages through the log from any place of it', async () => {
    const { body: all } = await till.get('/v1/events?limit=1000');
    expect(all.atEnd).toBe(true);
    const { body: rest } = await till.get(`/v1/events?after=${all.events[2].position}&limit=1000`);
    expect(rest.events.map(({ eventId }: { eventId: string }) => eventId)).toEqual(
      all.events.slice(3, 3 + rest.events.length).map(({ eventId }: { eventId: string }) => eventId),
    );
    const foreign = `${all.head.startsWith('0') ? '1' : '0'}${all.head.slice(1)}`;
    expect((await till.get(`/v1/events?after=${foreign}`)).status).toBe(409);
  });
});
