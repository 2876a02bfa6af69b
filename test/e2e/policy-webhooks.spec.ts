import { createHmac } from 'node:crypto';
import { eventually } from '@rapport/testing';
import { type Heard, type Hook, hear } from './hook';
import { type Installation, startInstallation } from './installation';
import { card, purchase } from './touchpoints';

const ANY_TIME = { from: '00:00', to: '00:00' };
/** Long enough for whatever should not come. */
const A_WHILE_MS = 2_000;

/** Around the present moment in UTC, so that what heeds quiet hours waits. */
const nowQuiet = (): { from: string; to: string } => {
  const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { from: at(-2), to: at(2) };
};

describe('what policies order', () => {
  let rapport: Installation;
  let hook: Hook;
  let secret: string;
  beforeAll(async () => {
    hook = await hear();
    rapport = await startInstallation({ RAPPORT_WEBHOOK_HTTP: 'true', RAPPORT_WEBHOOK_ALLOW: '127.0.0.1' });
    const filter = { type: 'ActionOrdered' };
    const subscribed = await rapport.as('integrator').post('/v1/webhooks', { name: 'doer', url: hook.url, filter });
    expect(subscribed.status).toBe(201);
    secret = subscribed.body.secret;
    const coupon = { kind: 'coupon', offer: 'ten-percent', purpose: 'offers' };
    const call = { kind: 'webhook', name: 'call-back' };
    await publish('sorry', { on: ['CaseOpened'], actions: [call, coupon], quietHours: ANY_TIME });
    await publish('later', { on: ['CaseOpened'], actions: [{ ...coupon, offer: 'tomorrow' }], quietHours: nowQuiet() });
  }, 60_000);
  afterAll(async () => {
    await rapport?.stop();
    await hook?.close();
  });

  let sent = 0;
  const told = async (type: string, who: string, data: object, more: object = {}): Promise<any> => {
    const event = purchase([card(who)], {
      ...{ id: `pw-${++sent}`, type, data, channel: 'call', occurredAt: new Date().toISOString() },
      ...more,
    });
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', event);
    expect([type, status, status < 300 ? '' : body]).toEqual([type, 201, '']);
    return body;
  };
  const publish = async (policy: string, definition: object): Promise<void> => {
    const { status, body } = await rapport.as('admin').put(`/v1/policies/${policy}`, { definition, reason: 'A test' });
    expect([policy, status, status < 300 ? '' : body]).toEqual([policy, 201, '']);
  };
  const complains = (who: string, more: object = {}): Promise<any> =>
    told('CaseOpened', who, { caseId: `c-${sent}`, kind: 'complaint' }, more);
  const consents = (who: string): Promise<any> =>
    told('ConsentGiven', who, { purpose: 'offers', medium: 'email' }, { channel: 'web', source: 'shop/web' });
  const orders = (heard: readonly Heard[]): any[] => heard.map(({ body }) => JSON.parse(body));
  const isSigned = ({ headers, body }: Heard): boolean => {
    const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return String(headers['webhook-signature']) === `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
  };
  const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));

  it('arrives at who does it: signed, tried again until it is taken, under one id, and never what must wait or is of the past', async () => {
    hook.status = 500;
    await complains('imported', { historical: true });
    await consents('li');
    const { customerId, eventId } = await complains('li');
    await eventually(() => expect(hook.heard.length).toBeGreaterThanOrEqual(1), 25_000);
    hook.status = 204;
    // Of one key one goes after the other: the second is not tried before the first is taken.
    await eventually(() => expect(hook.ids()).toHaveLength(2), 30_000);
    await aWhile();
    expect(hook.ids()).toHaveLength(2);
    expect(hook.heard.every(isSigned)).toBe(true);
    const [first, again] = hook.heard;
    expect(again!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    const [call, coupon] = orders(
      hook.ids().map((id) => hook.heard.find(({ headers }) => headers['webhook-id'] === id)!),
    );
    expect(call).toMatchObject({
      ...{ specversion: '1.0', type: 'io.rapport.action-ordered.v1', subject: customerId, causationid: eventId },
      data: { policy: 'sorry', version: 1, slot: expect.any(String), order: { kind: 'webhook', name: 'call-back' } },
    });
    expect(coupon.data).toMatchObject({ policy: 'sorry', order: { kind: 'coupon', offer: 'ten-percent' } });
    expect(coupon.data.slot).not.toBe(call.data.slot);
    const waiting = await rapport.pool.query('select distinct policy from rapport_policies.pending');
    expect(waiting.rows).toEqual([{ policy: 'later' }]);
    // Nothing of the person but who they are to those who may ask.
    expect(JSON.stringify(hook.heard.map(({ body }) => body))).not.toMatch(/LC-|"li"/);
  }, 90_000);

  it('comes back as what was done, and can be followed from the trigger to the outcome', async () => {
    const [call] = orders(hook.heard);
    const { slot } = call.data;
    await told('CallEnded', 'li', { callId: 'call-1', outcome: 'answered' }, { correlationId: slot });
    const { body } = await rapport.as('admin').get('/v1/events?type=CallEnded');
    expect(body.events).toMatchObject([{ meta: { correlationId: slot } }]);
    const { actions } = (await rapport.as('analyst').get('/v1/policies/sorry/actions')).body;
    const shown = actions.map(({ status, kind }: any) => `${status} ${kind}`).sort();
    expect(shown).toEqual(['ordered coupon', 'ordered webhook']);
  });

  it('does not arrive where nobody may send: addresses inside are refused unless they are allowed', async () => {
    for (const url of ['http://10.0.0.7/do', 'http://169.254.169.254/do', 'http://[::1]/do', 'http://192.168.1.9/do']) {
      const { status, body } = await rapport.as('integrator').post('/v1/webhooks', { name: 'inside', url });
      expect([url, status, body.type]).toEqual([url, 422, 'urn:rapport:problem:webhook-target']);
    }
  });

  it('happens once: replays of every view, and of the policies’ own, order and send nothing', async () => {
    const before = [hook.heard.length, (await rapport.store.head()).position];
    const admin = rapport.as('admin');
    const replays: string[] = [];
    for (const name of ['policy-actions', 'customer-view', 'cases']) {
      const { status, body } = await admin.post(`/v1/projections/${name}/replays`, {});
      expect([name, status]).toEqual([name, 202]);
      replays.push(body.id ?? body.replayId);
    }
    for (const replay of replays)
      await eventually(async () => {
        const { state, status } = (await admin.get(`/v1/replays/${replay}`)).body;
        expect(state ?? status).toMatch(/live|compared|promoted|done|ready/);
      }, 30_000);
    await aWhile();
    expect([hook.heard.length, (await rapport.store.head()).position]).toEqual(before);
  }, 120_000);
});
