import { startInstallation, type Installation } from './installation';
import { card, email, purchase } from './touchpoints';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const POSITION = /^[0-9a-f]{8}-\d{19}$/;

describe('POST /v1/interactions', () => {
  let rapport: Installation;
  beforeAll(async () => void (rapport = await startInstallation({}, { withProjector: false })));
  afterAll(() => rapport.stop());
  const post = (body: unknown, headers?: Record<string, string>) =>
    rapport.as('integrator').post('/v1/interactions', body, headers);

  it('records once, for ever, with the first receipt', async () => {
    const event = purchase([card('LC-1'), email('one@example.com')]);
    const first = await post(event);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      eventId: expect.stringMatching(UUID),
      position: expect.stringMatching(POSITION),
      customerId: expect.stringMatching(UUID),
      status: 'accepted',
    });
    expect(first.headers.get('rapport-position')).toBe(first.body.position);
    const again = await post({ ...event, occurredAt: '2026-11-20T17:04:05+01:00' });
    expect([again.status, again.body]).toEqual([200, { ...first.body, status: 'duplicate' }]);
  });

  it('refuses another body under a known id', async () => {
    const event = purchase([card('LC-2')]);
    const { body } = await post(event);
    const changed = await post({ ...event, data: { ...event.data, amount: '11.00' } });
    expect(changed.status).toBe(409);
    expect(changed.body).toMatchObject({ type: 'urn:rapport:problem:id-conflict', eventId: body.eventId });
  });

  it('gives parallel repeats one effect', async () => {
    const event = purchase([card('LC-3')]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(event)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.position)).size).toBe(1);
  });

  it('takes an Idempotency-Key in place of an id, quoted or not', async () => {
    const { id: _id, ...event } = purchase([card('LC-4')]);
    const first = await post(event, { 'idempotency-key': '"till-7/000123"' });
    const again = await post(event, { 'idempotency-key': 'till-7/000123' });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.eventId).toBe(first.body.eventId);
    const without = await post(event);
    expect([without.status, without.body.code]).toEqual([422, 'id-missing']);
    expect((await post(event, { 'idempotency-key': 'x'.repeat(300) })).status).toBe(400);
  });

  it.each([
    ['no such type', { type: 'PurchaseMad' }, 'unknown-type'],
    ['no such channel', { channel: 'pigeon' }, 'unknown-channel'],
    ['a type of another channel', { type: 'CallEnded' }, 'type-not-on-channel'],
    ['bad data', { data: { orderId: 'x', currency: 'EUR', amount: 'ten' } }, 'bad-data'],
    ['no time', { occurredAt: 'yesterday' }, 'bad-time'],
    ['a bad address', { identifiers: [{ type: 'email', value: 'not an address' }] }, 'bad-email'],
  ])('refuses %s with a reason and keeps it', async (_name, over, code) => {
    const answer = await post({ ...purchase([card('LC-5')]), ...over });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'urn:rapport:problem:interaction-refused', code });
    const kept = await rapport.as('admin').get(`/v1/quarantine/${answer.body.quarantineId}`);
    expect(kept.body).toMatchObject({ code, raw: expect.stringContaining('pos/berlin-3') });
  });

  it('keeps what is not even JSON', async () => {
    for (const text of ['{"id":', 'hello', '']) {
      const answer = await rapport.as('integrator').send('POST', '/v1/interactions', text);
      expect([answer.status, answer.body.code]).toEqual([400, 'not-json']);
      const kept = await rapport.as('admin').get(`/v1/quarantine/${answer.body.quarantineId}`);
      expect(kept.body).toMatchObject({ code: 'not-json', raw: text });
    }
  });

  it('lets a key write for its own sources only', async () => {
    const till = await rapport.writerFor(['pos/hamburg']);
    const answer = await till.post('/v1/interactions', purchase([card('LC-6')]));
    expect([answer.status, answer.body.code]).toEqual([422, 'source-forbidden']);
    const neighbour = await till.post('/v1/interactions', purchase([card('LC-6')], { source: 'pos/hamburg-2' }));
    expect(neighbour.body.code).toBe('source-forbidden');
    const own = await till.post('/v1/interactions', purchase([card('LC-6')], { source: 'pos/hamburg/till-2' }));
    expect(own.status).toBe(201);
  });

  it('corrects and retracts by new events', async () => {
    const { body } = await post(purchase([card('LC-7')]));
    const path = `/v1/interactions/${body.eventId}/corrections`;
    const agent = rapport.as('agent');
    const correction = {
      kind: 'correct',
      reason: 'Wrong key pressed',
      data: { orderId: 'o', currency: 'EUR', amount: '1.00' },
    };
    const first = await agent.post(path, correction, { 'idempotency-key': 'c-1' });
    expect([first.status, first.body.target]).toEqual([201, body.eventId]);
    const again = await agent.post(path, correction, { 'idempotency-key': 'c-1' });
    expect([again.status, again.body.eventId]).toEqual([200, first.body.eventId]);
    const bad = await agent.post(path, { ...correction, data: { amount: 'x' } });
    expect([bad.status, bad.body.code]).toEqual([422, 'bad-data']);
    expect((await agent.post(path, { kind: 'retract', reason: 'Never happened' })).status).toBe(201);
    const late = await agent.post(path, correction);
    expect([late.status, late.body.type]).toEqual([409, 'urn:rapport:problem:interaction-retracted']);
    expect((await agent.post(path, { ...correction, reinstate: true })).status).toBe(201);
    const nobody = '/v1/interactions/7e8f8a54-62f0-4a7c-9d0c-3a2f8f6f3f0b/corrections';
    expect((await agent.post(nobody, { kind: 'retract', reason: 'Nothing there' })).status).toBe(404);
    expect((await agent.post('/v1/interactions/x/corrections', correction)).status).toBe(400);
    expect((await agent.post(path, { kind: 'retract' })).status).toBe(400);
    expect((await agent.post(path, { ...correction, surprise: 1 })).status).toBe(400);
  });
});
