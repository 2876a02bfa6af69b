import { createHmac } from 'node:crypto';
import { eventually } from '@rapport/testing';
import type { Client } from './client';
import { type Heard, type Hook, hear } from './hook';
import { type Installation, startInstallation } from './installation';
import { card, email, profile, purchase } from './touchpoints';

describe('webhooks', () => {
  let rapport: Installation;
  let admin: Client;
  let hook: Hook;
  beforeAll(async () => {
    hook = await hear();
    rapport = await startInstallation({ RAPPORT_WEBHOOK_HTTP: 'true', RAPPORT_WEBHOOK_ALLOW: '127.0.0.1' });
    admin = rapport.as('integrator');
  });
  afterAll(async () => {
    await rapport?.stop();
    await hook?.close();
  });
  const subscribe = (more: object = {}) => admin.post('/v1/webhooks', { name: 'spec', url: hook.url, ...more });
  const patch = (id: string, body: object) =>
    admin.send('PATCH', `/v1/webhooks/${id}`, JSON.stringify(body), { 'content-type': 'application/json' });
  const of = (type: string): Heard[] =>
    hook.heard.filter(({ body }) => JSON.parse(body).type === `io.rapport.${type}.v1`);
  /** Written out once more, as a receiver would. */
  const isSigned = (secret: string, { headers, body }: Heard): boolean => {
    const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const wanted = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(text)
      .digest('base64');
    return String(headers['webhook-signature']).split(' ').includes(`v1,${wanted}`);
  };

  it('are for integrators and admins, and go nowhere inside', async () => {
    for (const role of ['agent', 'supervisor', 'analyst', 'auditor'] as const)
      expect((await rapport.as(role).get('/v1/webhooks')).status).toBe(403);
    for (const target of [
      'https://169.254.169.254/',
      'https://[::1]/',
      'https://10.0.0.1/',
      'https://[::ffff:127.0.0.1]/',
      'https://0x7f000002/',
      `http://li:word@${new URL(hook.url).host}/`,
      'ftp://127.0.0.1/',
    ]) {
      const { status: answer, body } = await subscribe({ url: target });
      expect([target, answer, body.type]).toEqual([target, 422, 'urn:rapport:problem:webhook-target']);
    }
    expect((await subscribe({ filter: { handle: 'none' } })).status).toBe(400);
    expect((await subscribe({ filter: { kind: 'none' } })).status).toBe(400);
    expect((await subscribe({ after: 'yesterday' })).status).toBe(400);
    for (const absent of ['name', 'url', 'filter', 'enabled', 'after'])
      expect([absent, (await subscribe({ [absent]: null })).status]).toEqual([absent, 400]);
    for (const strange of [
      { filter: [] },
      { filter: { type: null } },
      { filter: 'all' },
      { enabled: 'yes' },
      { more: 1 },
    ])
      expect([strange, (await subscribe(strange)).status]).toEqual([strange, 400]);
    expect((await subscribe({ after: `0badc0de-${'1'.padStart(19, '0')}` })).status).toBe(409);
    expect((await admin.get('/v1/webhooks')).body).toEqual({ webhooks: [] });
  });

  it('tell what is recorded, signed, without anything personal, and of erasures, which say who was told', async () => {
    const { body } = await subscribe({ filter: { channel: 'store,business,privacy' } });
    const { secret, webhook } = body;
    expect(webhook).toMatchObject({ status: 'active', createdBy: expect.any(String), secrets: [{ until: null }] });
    const names = [card('LC-hook'), email('hook@example.com')];
    const first = await rapport
      .as('integrator')
      .post('/v1/interactions', profile(names, { name: 'Xaver Hook', country: 'DE' }));
    const receipt = await rapport.as('integrator').post('/v1/interactions', purchase(names));
    await eventually(() => expect([of('profile-stated').length, of('purchase-made').length]).toEqual([1, 1]), 10_000);
    const [bought] = of('purchase-made');
    expect(bought!.headers['webhook-id']).toBe(receipt.body.eventId);
    expect(hook.heard.every((one) => isSigned(secret, one))).toBe(true);
    expect(JSON.stringify(hook.heard)).not.toMatch(/Xaver|hook@|LC-hook/i);
    const { rows } = await rapport.pool.query('select s::text as line from rapport_webhook.secret s');
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'));

    const { customerId, position } = first.body;
    await admin.get(`/v1/customers/${customerId}?minPosition=${receipt.body.position ?? position}`);
    const erased = await rapport.as('admin').send('DELETE', `/v1/customers/${customerId}`, '{"reason":"By letter"}');
    const [told] = erased.body.elsewhere.subscribers;
    expect(told).toMatchObject({ webhookId: webhook.webhookId, endedAt: null, first: expect.any(String) });
    expect(told.events).toBeGreaterThanOrEqual(2);
    await eventually(() => expect(of('customer-erased')).toHaveLength(1), 10_000);
    expect((await admin.send('DELETE', `/v1/webhooks/${webhook.webhookId}`, null)).status).toBe(204);
    const { elsewhere } = (await rapport.as('auditor').get(`/v1/erasures/${erased.body.erasureId}`)).body;
    expect(elsewhere.subscribers).toMatchObject([
      { name: 'spec', host: new URL(hook.url).host, events: 3, toldOfErasure: true, endedAt: expect.any(String) },
    ]);
    expect(elsewhere.said).toMatch(/about this person/);
  }, 60_000);

  it('can be tried, switched off and on, given a new secret, and asked for what did not arrive', async () => {
    const { webhook, secret } = (await subscribe({ filter: { type: 'PurchaseMade' }, enabled: false })).body;
    const id = webhook.webhookId;
    const shown = async () => (await admin.get(`/v1/webhooks/${id}`)).body;
    hook.heard.length = 0;
    await rapport.as('integrator').post('/v1/interactions', purchase([card('LC-off')]));
    expect((await admin.post(`/v1/webhooks/${id}/test`)).body).toMatchObject({
      delivered: true,
      status: 204,
      error: null,
    });
    hook.status = 500;
    expect((await admin.post(`/v1/webhooks/${id}/test`)).body).toMatchObject({
      delivered: false,
      error: 'answered 500',
    });
    expect([hook.heard.length, of('webhook-test').length]).toEqual([2, 2]);
    expect(await shown()).toMatchObject({ status: 'paused', delivered: 0 });

    expect((await patch(id, { enabled: true })).body).toMatchObject({ status: 'active' });
    await eventually(
      async () => expect(await shown()).toMatchObject({ waiting: 1, lastError: 'answered 500' }),
      10_000,
    );
    const [waiting] = (await admin.get(`/v1/webhooks/${id}/deliveries?state=waiting`)).body.deliveries;
    expect(waiting).toMatchObject({
      type: 'PurchaseMade',
      attempts: 1,
      tries: [{ status: 500, error: 'answered 500' }],
    });
    hook.status = 204;
    const rotated = (await admin.post(`/v1/webhooks/${id}/rotate`, { overlapHours: 1 })).body;
    expect((await patch(id, { name: 'renamed', enabled: true })).body.secrets).toHaveLength(2);
    await eventually(
      async () => expect(await shown()).toMatchObject({ name: 'renamed', delivered: 1, failingSince: null }),
      10_000,
    );
    const last = of('purchase-made').at(-1)!;
    expect([isSigned(secret, last), isSigned(rotated.secret, last)]).toEqual([true, true]);

    const redriven = await admin.post(`/v1/webhooks/${id}/redrive`, { after: 'beginning' });
    expect([redriven.status, redriven.body]).toMatchObject([202, { deadLetters: null }]);
    await eventually(() => {
      const again = of('purchase-made').filter(({ headers }) => headers['rapport-redrive'] === redriven.body.redrive);
      expect(again).toHaveLength(2);
    }, 10_000);
    expect((await admin.post(`/v1/webhooks/${id}/redrive`, { delivery: waiting.delivery })).status).toBe(404);
    for (const strange of [
      {},
      { delivery: null },
      { dead: false },
      { dead: true, after: 'now' },
      { until: 'now' },
      { after: 'now' },
    ])
      expect([strange, (await admin.post(`/v1/webhooks/${id}/redrive`, strange)).status]).toEqual([strange, 400]);
    for (const strange of [{ overlapHours: null }, { overlapHours: 1.5 }])
      expect([strange, (await admin.post(`/v1/webhooks/${id}/rotate`, strange)).status]).toEqual([strange, 400]);
    await eventually(async () => {
      const { body } = await admin.get(`/v1/webhooks/${id}/deliveries?state=delivered&limit=1`);
      const arrived = { endedAt: expect.any(String), dueAt: null, redrive: redriven.body.redrive };
      expect(body).toMatchObject({ deliveries: [arrived], next: expect.any(String) });
    });
    const { text } = await rapport
      .as('admin')
      .get('/metrics')
      .then(({ body }) => ({ text: String(body) }));
    expect(text).toMatch(new RegExp(`rapport_webhook_lag_events\\{webhook="${id}"\\} 0`));
  }, 60_000);

  it('end when their target is gone, say when nobody answers, and have dead letters sent again', async () => {
    const gone = await hear();
    gone.status = 410;
    const { webhook } = (await subscribe({ url: gone.url, filter: { type: 'PurchaseMade' } })).body;
    const path = `/v1/webhooks/${webhook.webhookId}`;
    await rapport.as('integrator').post('/v1/interactions', purchase([card('LC-gone')]));
    const ended = { webhookId: webhook.webhookId, status: 'disabled', reason: 'gone' };
    await eventually(
      async () =>
        expect((await admin.get('/v1/webhooks')).body.webhooks).toContainEqual(expect.objectContaining(ended)),
      10_000,
    );
    await gone.close();
    expect((await admin.post(`${path}/test`)).body).toMatchObject({ status: null, error: expect.any(String) });
    await rapport.pool.query(
      `update rapport_webhook.delivery set state = 'dead', ended_at = now() where subscription = $1`,
      [webhook.webhookId],
    );
    const deliveries = async () => (await admin.get(`${path}/deliveries`)).body.deliveries;
    expect(await deliveries()).toMatchObject([{ state: 'dead', dueAt: null, redrive: null }]);
    const { body } = await admin.post(`${path}/redrive`, { dead: true });
    expect(body).toEqual({ redrive: expect.any(String), deadLetters: 1 });
    expect(await deliveries()).toMatchObject([{ state: 'waiting', endedAt: null, redrive: body.redrive }]);
  }, 30_000);
});
