import { clockStream, dayEnded } from '@rapport/read-db';
import { eventually } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

/** Quiet hours are of local clocks, and specs run at any hour. */
const ANY_TIME = { from: '00:00', to: '00:00' };
let sent = 0;

describe('policies', () => {
  let rapport: Installation;
  beforeAll(async () => void (rapport = await startInstallation()));
  afterAll(() => rapport?.stop());

  const told = async (type: string, who: string, data: object, more: object = {}): Promise<any> => {
    const event = purchase([card(who)], {
      id: `p-${++sent}`,
      type,
      data,
      occurredAt: new Date().toISOString(),
      ...more,
    });
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', event);
    expect([type, status]).toEqual([type, 201]);
    return body;
  };
  const complains = (who: string, more: object = {}) =>
    told('CaseOpened', who, { caseId: `c-${sent}`, kind: 'complaint' }, { channel: 'call', ...more });
  const publish = async (policy: string, definition: object): Promise<any> => {
    const { status, body } = await rapport.as('admin').put(`/v1/policies/${policy}`, { definition, reason: 'A test' });
    expect([policy, status]).toEqual([policy, 201]);
    return body;
  };
  const actions = async (policy: string, count: number): Promise<readonly string[]> =>
    eventually(async () => {
      const { body } = await rapport.as('analyst').get(`/v1/policies/${policy}/actions`);
      expect(body).toMatchObject({ actions: expect.any(Array) });
      expect(body.actions).toHaveLength(count);
      return body.actions.map(({ status, kind, why }: any) => [status, kind, why].filter(Boolean).join(' ')).sort();
    }, 25_000);
  const tasksOf = async (query: string, count: number, headers = {}): Promise<readonly any[]> =>
    eventually(async () => {
      const { body } = await rapport.as('agent').get(`/v1/tasks?${query}`, headers);
      expect(body.tasks).toHaveLength(count);
      return body.tasks;
    }, 25_000);

  const exported = async (customerId: string, name: string): Promise<readonly any[]> => {
    const { body } = await rapport.as('admin').get(`/v1/customers/${customerId}/export`);
    return body.sections.find((one: any) => one.name === name).rows;
  };

  it('give people something to do, which the card shows until it is done', async () => {
    const call = { kind: 'task', about: 'Call back', team: 'service', dueWithinHours: 4, priority: 'high' };
    const mail = { kind: 'mail', template: 'sorry', purpose: 'service' };
    const published = await publish('sorry', { on: ['CaseOpened'], actions: [call, mail], quietHours: ANY_TIME });
    expect([published.version, 'holdoutKey' in published]).toEqual([1, false]);
    await complains('imported', { historical: true });
    const { customerId } = await complains('li');
    expect(await actions('sorry', 2)).toEqual(['held mail consent', 'ordered task']);
    const [task] = await tasksOf('team=service', 1);
    expect(task).toMatchObject({ customerId, about: 'Call back', status: 'open', overdue: false, policy: 'sorry' });
    const agent = rapport.as('agent');
    const view = async () => (await agent.get(`/v1/customers/${customerId}`)).body;
    expect((await view()).tasks).toMatchObject([{ taskId: task.taskId, about: 'Call back', priority: 'high' }]);
    const acts = await exported(customerId, 'actions');
    expect(acts.map(({ policy, status, kind, why }) => [policy, status, kind, why]).sort()).toEqual([
      ['sorry', 'held', 'mail', 'consent'],
      ['sorry', 'ordered', 'task', null],
    ]);

    const step = (name: string, body: object) => agent.post(`/v1/tasks/${task.taskId}/${name}`, body);
    expect((await step('assign', { assignee: 'a-17' })).status).toBe(200);
    const mine = await tasksOf('mine=true', 1, { 'rapport-actor': 'a-17' });
    expect(mine[0].taskId).toBe(task.taskId);
    await tasksOf('mine=true', 0, { 'rapport-actor': 'a-18' });
    expect((await step('snooze', { until: new Date(Date.now() + 3_600_000).toISOString() })).status).toBe(200);
    await tasksOf('assignee=a-17', 0);
    await tasksOf('assignee=a-17&snoozed=true', 1);
    expect((await step('done', { outcome: 'reached', note: 'Was glad that somebody called' })).status).toBe(200);
    expect(await step('done', { outcome: 'reached' })).toMatchObject({ status: 409, body: { type: 'urn:rapport:problem:task-done' } }); // prettier-ignore
    const [done] = await tasksOf('state=done', 1);
    expect(done).toMatchObject({ outcome: 'reached', personal: { note: 'Was glad that somebody called' } });
    const masked = (await rapport.as('analyst').get('/v1/tasks?state=done')).body.tasks[0];
    expect(masked.personal).toEqual({ note: { masked: 'content' } });
    await eventually(async () => expect((await view()).tasks).toEqual([]), 10_000);
    const opened = (await rapport.as('auditor').get('/v1/audit/openings')).body;
    expect(JSON.stringify(opened)).toContain('GET /v1/tasks');

    const due = new Date(Date.now() - 1_000).toISOString();
    expect((await step('reopen', { dueAt: due })).status).toBe(200);
    expect(await tasksOf('overdue=true', 1)).toMatchObject([{ overdue: true, snoozedUntil: null }]);
    expect((await step('reopen', {})).status).toBe(409);

    // Nothing is left to do about who was erased, and nothing can be read.
    const erased = await rapport.as('admin').send('DELETE', `/v1/customers/${customerId}`, JSON.stringify({ ground: 'request', reason: 'Asked for it by letter' }), { 'content-type': 'application/json' }); // prettier-ignore
    expect([erased.status, erased.status < 300 ? '' : erased.body]).toEqual([erased.status, '']);
    const [closed] = await tasksOf('state=closed', 1);
    expect(closed).toMatchObject({ closedBecause: 'erased', personal: {} });
    await tasksOf('state=open', 0);
  });

  it('heed consent, and stop when they are told to', async () => {
    const coupon = { kind: 'coupon', offer: 'ten-percent', purpose: 'offers' };
    await publish('thanks', { on: ['PurchaseMade'], actions: [coupon], quietHours: ANY_TIME, atMost: { times: 1, days: 30 } }); // prettier-ignore
    await told('ConsentGiven', 'wang', { purpose: 'offers', medium: 'email' }, { channel: 'web', source: 'shop/web' });
    const buy = (who: string) => told('PurchaseMade', who, { orderId: `o-${sent}`, currency: 'EUR', amount: '10.00' });
    for (const who of ['wang', 'wang', 'zhao']) await buy(who);
    expect(await actions('thanks', 3)).toEqual(['held coupon consent', 'held coupon too-often', 'ordered coupon']);
    expect((await rapport.as('supervisor').post('/v1/policies/thanks/stop', { reason: 'Over' })).status).toBe(200);
    expect((await rapport.as('supervisor').post('/v1/policies/thanks/stop', { reason: 'Over' })).status).toBe(404);
    await eventually(async () => {
      const { body } = await rapport.as('analyst').get('/v1/policies');
      const thanks = body.policies.find(({ policy }: any) => policy === 'thanks');
      expect(thanks).toMatchObject({ acts: false, version: 1, versions: [{ version: 1, stoppedBecause: 'Over' }] });
      expect([thanks, ...thanks.versions].some((one) => 'key' in one)).toBe(false);
    }, 10_000);
    const event = (await rapport.as('admin').get('/v1/events?type=ActionOrdered')).body;
    expect(JSON.stringify(event)).toContain('ten-percent');
  });

  it('say what they would have done in the past, and write nothing', async () => {
    const head = await rapport.store.head();
    const ask = (policy: string, body: object) => rapport.as('analyst').post(`/v1/policies/${policy}/dry-run`, body);
    const { status, body } = await ask('thanks', { from: new Date(Date.now() - 3_600_000).toISOString() });
    expect([status, body.triggers, body.cutAt]).toEqual([200, 3, null]);
    const said = body.outcomes.map(({ kind, outcome, why, count }: any) => [kind, outcome, why, count].join(' '));
    expect(said.sort()).toEqual(['coupon held consent 1', 'coupon held too-often 1', 'coupon ordered  1']);
    const call = { kind: 'task', about: 'Call' };
    const who = { tiers: { 'value-pyramid': ['platinum'] } };
    const drafted = (await ask('draft', { definition: { on: ['PurchaseMade'], actions: [call], who } })).body;
    expect(drafted).toMatchObject({ triggers: 3, outcomes: [{ outcome: 'not-for-them', count: 3 }] });
    // One was imported, and who complained was erased since.
    const erased = (await ask('draft', { definition: { on: ['CaseOpened'], actions: [call] } })).body;
    expect(erased).toMatchObject({ triggers: 1, silent: 1, outcomes: [{ outcome: 'held', why: 'erased', count: 1 }] });
    expect((await ask('draft', {})).status).toBe(404);
    expect((await rapport.store.head()).position).toBe(head.position);
  });

  it('go by what rules have decided, and say how well they work', async () => {
    const store = await rapport.openStore();
    const today = new Date().toISOString();
    try {
      const vip = { kind: 'task', about: 'Greet by name' };
      await publish('greet', {
        ...{ on: ['TierAssigned'], where: { field: 'rule', is: 'value-pyramid' }, actions: [vip] },
        ...{ who: { tiers: { 'value-pyramid': ['platinum'] } } },
        goal: { types: ['PurchaseMade'], withinDays: 30 },
      });
      const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString();
      for (const [who, amount] of [
        ['rich', '900.00'],
        ['poor', '9.00'],
      ])
        // prettier-ignore
        await told('PurchaseMade', who!, { orderId: `t-${who}`, currency: 'EUR', amount }, { occurredAt: yesterday });
      const closed = dayEnded('UTC', { date: yesterday.slice(0, 10), span: 'day', restatement: 0 }, { by: 'clock', historical: false }); // prettier-ignore
      await store.append([{ stream: clockStream('UTC'), expected: 'any', events: [closed] }]);
      expect(await actions('greet', 1)).toEqual(['ordered task']);
      await told('PurchaseMade', 'rich', { orderId: 't-again', currency: 'EUR', amount: '5.00' });
      await actions('greet', 2);
      const { body } = await rapport.as('analyst').get('/v1/policies/greet/effect');
      expect(body).toMatchObject({ treated: { people: 1, reached: 1 }, holdout: { people: 0, share: null }, difference: null }); // prettier-ignore
    } finally {
      await store.close();
    }
  });

  it('are compared with what they leave alone, in all their versions', async () => {
    const treats = { on: ['StoreVisited'], actions: [{ kind: 'task', about: 'Greet' }], goal: { types: ['AdviceRequested'], withinDays: 9 } }; // prettier-ignore
    await publish('visits', treats);
    const again = await rapport.as('admin').put('/v1/policies/visits', { definition: treats, reason: 'A test' });
    expect([again.status, again.body.version]).toEqual([200, 1]);
    const visits = (who: string) => told('StoreVisited', who, { store: 'berlin-3' });
    await visits('v-0');
    await actions('visits', 1);
    await publish('visits', { ...treats, holdout: 0.9 });
    for (let n = 1; n <= 8; n++) await visits(`v-${n}`);
    await actions('visits', 9);
    const { body } = await rapport.as('analyst').get('/v1/policies/visits/effect');
    expect([body.treated.share.share, body.holdout.share.share, body.difference.share]).toEqual([0, 0, 0]);
    expect(body).toMatchObject({ moreThanChance: false, goal: treats.goal });
  });

  it('are refused with the place of what is wrong, and tasks that say too much', async () => {
    const admin = rapport.as('admin');
    const wrong = await admin.put('/v1/policies/wrong', {
      definition: { on: ['TaskDone'], actions: [] },
      reason: 'A test',
    });
    expect(wrong).toMatchObject({ status: 422, body: { faults: [{ at: '/actions' }] } });
    expect((await rapport.as('agent').put('/v1/policies/sorry', {})).status).toBe(403);
    const { customerId, position } = await complains('chen');
    await rapport.as('agent').get(`/v1/customers/${customerId}?minPosition=${position}`);
    const task = { customerId, about: 'Call chen@example.com', dueAt: '2030-01-01T09:00:00Z' };
    expect((await rapport.as('agent').post('/v1/tasks', task)).status).toBe(422);
    const once = { ...task, about: 'Call back', text: 'Ask for Mr Chen' };
    const open = () => rapport.as('agent').post('/v1/tasks', once, { 'idempotency-key': 'k-1' });
    const [first, again] = [await open(), await open()];
    expect([first.status, again.status, again.body.taskId]).toEqual([201, 200, first.body.taskId]);
    const [shown] = await tasksOf(`customer=${customerId}&minPosition=${first.body.position}&limit=1`, 1);
    expect(shown.customerId).toBe(customerId);
    expect(await exported(customerId, 'tasks')).toContainEqual(
      expect.objectContaining({ taskId: first.body.taskId, about: 'Call back', personal: { text: 'Ask for Mr Chen' } }),
    );
  });
});
