import { type Client } from './client';
import { type Installation, startInstallation } from './installation';

const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const purchase = (id: string, over: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id,
  source: 'pos/kiel',
  type: 'io.rapport.purchase-made.v1',
  time: '2026-11-20T17:04:05+01:00',
  channel: 'store',
  data: {
    ...{ orderId: id, currency: 'EUR', amount: '10.00' },
    identifiers: [{ type: 'email', value: `${id}@example.com` }],
  },
  ...over,
});

describe('POST /v1/events', () => {
  let rapport: Installation;
  let till: Client;
  let admin: Client;
  beforeAll(async () => {
    rapport = await startInstallation();
    till = await rapport.writerFor(['pos/kiel']);
    admin = rapport.as('admin');
  });
  afterAll(() => rapport.stop());
  const send = (body: unknown, headers: Record<string, string>) =>
    till.send('POST', '/v1/events', typeof body === 'string' ? body : JSON.stringify(body), headers);
  const kept = async (id: string): Promise<any> => (await admin.get(`/v1/quarantine/${id}`)).body;

  it('records an event in structured mode like the native one, once for ever', async () => {
    const first = await send(purchase('s-1'), STRUCTURED);
    expect([first.status, first.body.status]).toEqual([201, 'accepted']);
    const again = await send(purchase('s-1'), STRUCTURED);
    expect([again.status, again.body]).toEqual([200, { ...first.body, status: 'duplicate' }]);
    const { data: { identifiers, ...data } } = purchase('s-1'); // prettier-ignore
    const native = { id: 's-1', source: 'pos/kiel', channel: 'store', type: 'PurchaseMade', v: 1, data, identifiers };
    const same = await till.post('/v1/interactions', { ...native, occurredAt: '2026-11-20T16:04:05Z' });
    expect([same.status, same.body.eventId]).toEqual([200, first.body.eventId]);
    const found = await rapport.as('agent').post('/v1/customers/lookup', { identifiers: [{ type: 'email', value: 's-1@example.com' }] }); // prettier-ignore
    expect(found.status).toBe(200);
  });

  it('records binary mode: percent-encoded headers, the payload alone in the body', async () => {
    const { data, ...attributes } = purchase('b-1', { id: 'b-%E2%82%AC', subject: 'Stra%C3%9Fe%207' });
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`ce-${name}`, String(text)]));
    const answer = await send(JSON.stringify(data), { ...headers, 'content-type': 'application/json' });
    expect([answer.status, answer.body.status]).toEqual([201, 'accepted']);
    const repeat = await send(purchase('b-1', { id: 'b-€', subject: 'Straße 7' }), STRUCTURED);
    expect([repeat.status, repeat.body.eventId]).toEqual([200, answer.body.eventId]);
  });

  it('records a batch, and bad events in it harm no other', async () => {
    const base64 = Buffer.from(JSON.stringify(purchase('n-2').data)).toString('base64');
    const { data: _, ...bare } = purchase('n-2');
    const { status, body } = await send(
      [purchase('n-1'), { ...bare, data_base64: base64 }, 7, purchase('n-3', { specversion: '0.3' }), purchase('n-4')],
      BATCH,
    );
    expect(status).toBe(200);
    expect(body.results.map(({ status: one, code }: any) => code ?? one)).toEqual([
      ...['accepted', 'accepted', 'bad-cloud-event', 'bad-cloud-event', 'accepted'],
    ]);
    expect(body.results[3].reason).toContain('specversion');
  });

  it('goes by the JSON where the content type is wrong', async () => {
    expect((await send(purchase('w-1'), { 'content-type': 'text/plain' })).status).toBe(201);
    const { body } = await send([purchase('w-1'), purchase('w-2')], { 'content-type': 'application/json' });
    expect(body.results.map(({ status }: any) => status)).toEqual(['duplicate', 'accepted']);
  });

  it.each([
    ['version 0.3', purchase('q-1', { specversion: '0.3' }), 422, 'bad-cloud-event'],
    ['a type of others', purchase('q-2', { type: 'com.example.sold' }), 422, 'bad-cloud-event'],
    ['no time', purchase('q-3', { time: undefined }), 422, 'bad-time'],
    ['another source than the key may write', purchase('q-4', { source: 'crm/main' }), 422, 'source-forbidden'],
    ['a native interaction', { id: '1', source: 'pos/kiel', type: 'PurchaseMade' }, 422, 'bad-cloud-event'],
    ['no JSON', '{"specversion":', 400, 'not-json'],
  ])('refuses %s and keeps it', async (_, body, status, code) => {
    const answer = await send(body, STRUCTURED);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    const entry = await kept(answer.body.quarantineId);
    expect(entry.code).toBe(code);
    expect(entry.raw).toBe(typeof body === 'string' ? body : JSON.stringify(body));
  });

  it('keeps binary mode that it could not read with its headers and bytes', async () => {
    const { body } = await send('\u00ff{', {
      'ce-specversion': '1.0',
      'ce-id': '%C0%A0',
      'content-type': 'application/json',
    });
    const { raw } = await kept(body.quarantineId);
    expect(JSON.parse(raw).headers).toMatchObject({ 'ce-id': '%C0%A0' });
    expect(Buffer.from(JSON.parse(raw).base64, 'base64').toString()).toBe('\u00ff{');
  });

  it('refuses formats that it does not read, and batches that are none', async () => {
    expect((await send('x', { 'content-type': 'application/cloudevents+avro' })).status).toBe(415);
    expect((await send('{}', BATCH)).status).toBe(400);
  });

  it('tries a refused CloudEvent again as the CloudEvent that it is', async () => {
    const event = purchase('r-1', { source: 'crm/main' });
    const refused = await send(event, STRUCTURED);
    const path = `/v1/quarantine/${refused.body.quarantineId}/redrive`;
    const redriven = await admin.post(path, { reason: 'The key was the wrong one' });
    expect([redriven.status, redriven.body.status]).toEqual([200, 'accepted']);
    const repeat = await admin.send('POST', '/v1/events', JSON.stringify(event), STRUCTURED);
    expect(repeat.body).toMatchObject({ status: 'duplicate', eventId: redriven.body.eventId });
  });
});
