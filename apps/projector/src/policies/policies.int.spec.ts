import { eventIdOf } from '@rapport/events';
import { givenPolicies, type GivenPolicies } from './given-policies';

const CALL = { kind: 'task', about: 'Call them', team: 'service' };
const MAIL = { kind: 'mail', template: 'sorry', purpose: 'service' };
const COMPLAINT = { type: 'CaseOpened', channel: 'call', data: { caseId: '1', kind: 'complaint' } } as const;
const consent = (type: string) => ({ type, channel: 'web', data: { purpose: 'service' } }) as const;

let given: GivenPolicies;
beforeEach(async () => void (given = await givenPolicies()));
afterEach(() => given.close());

const did = async (): Promise<readonly string[]> =>
  (await given.said('ActionOrdered', 'ActionHeld', 'TaskOpened', 'TaskClosed', 'GoalReached')).map(({ type, data }) =>
    [type, data['kind'], data['why'], data['group']].filter((part) => part !== undefined).join(' '),
  );
const ORDERED = ['ActionOrdered task', 'ActionOrdered mail', 'TaskOpened'];

it('does everything once, at whatever step it is cut', async () => {
  await given.publish('sorry', { on: ['CaseOpened'], actions: [CALL, MAIL] });
  let cuts = 0;
  for (let step = 0; ; step++) {
    const of = `customer ${step}`;
    await given.tell({ ...consent('ConsentGiven'), of });
    const trigger = await given.tell({ ...COMPLAINT, of });
    given.cutAt(step);
    await given.run().catch((error: Error) => expect(error.message).toBe('cut'));
    const isCut = given.wasCut;
    given.cutAt(null);
    await given.run();
    const actions = await given.said('ActionOrdered', 'ActionHeld', 'TaskOpened');
    const own = actions.filter(({ data }) => data['trigger'] === trigger).map(({ type, data }) => `${type} ${data['kind'] ?? ''}`.trim()); // prettier-ignore
    expect([step, own]).toEqual([step, ORDERED]);
    const { rows } = await given.database.pool.query('select from rapport_policies.pending');
    expect(rows).toEqual([]);
    if (!isCut) break;
    cuts += 1;
  }
  expect(cuts).toBeGreaterThan(10);
  // As if the tables had been lost: everything is read again, and found done.
  const before = (await given.store.head()).position;
  await given.forget();
  await given.run();
  expect((await given.store.head()).position).toBe(before);
});

it('stands by what was decided before a crash, also when it would decide otherwise now', async () => {
  await given.publish('sorry', { on: ['CaseOpened'], actions: [MAIL] });
  await given.tell(COMPLAINT);
  await given.run();
  expect(await did()).toEqual(['ActionHeld mail consent']);
  await given.tell(consent('ConsentGiven'));
  await given.forget();
  await given.run();
  expect(await did()).toEqual(['ActionHeld mail consent']);
});

it('heeds what is recorded before it acts: consent taken back, objections, corrections of them', async () => {
  await given.publish('sorry', { on: ['CaseOpened'], actions: [MAIL] });
  await given.tell(consent('ConsentGiven'));
  await given.tell(COMPLAINT);
  const withdrawn = await given.tell(consent('ConsentWithdrawn'));
  await given.run();
  expect(await did()).toEqual(['ActionHeld mail consent']);
  await given.tell({ type: 'InteractionRetracted', channel: 'record', data: { target: withdrawn } });
  await given.tell({ ...COMPLAINT, data: { caseId: '2', kind: 'complaint' } });
  // Who keeps the records is the identity follower, which does not run here.
  await given.database.pool.query(
    `insert into rapport_read.identity_record (record, target, retracts, occurred_at, position, early)
     select $1, $2, true, '2026-11-20T12:00:00.000Z', $3, false`,
    [eventIdOf('spec', 'n5'), withdrawn, (await given.store.head()).position],
  );
  await given.run();
  expect(await did()).toEqual(['ActionHeld mail consent', 'ActionOrdered mail']);
});

it('acts on nothing that was imported, that restates the past, that came before it or that nobody did', async () => {
  await given.tell(COMPLAINT);
  await given.publish('sorry', { on: ['CaseOpened', 'ChurnSignalRaised'], actions: [CALL] });
  await given.tell({ ...COMPLAINT, meta: { historical: true } });
  await given.tell({ ...COMPLAINT, of: 'nobody' });
  await given.tell({ type: 'ChurnSignalRaised', channel: 'rule', data: { run: 'r', level: 'watch' }, meta: { historical: true } }); // prettier-ignore
  await given.tell({ type: 'RuleRunClosed', channel: 'rule', of: 'nobody', data: { run: 'r' } });
  await given.run();
  expect(await did()).toEqual([]);
});

it('acts on what a rule decided once its run is closed', async () => {
  await given.publish('save', {
    on: ['ChurnSignalRaised'],
    where: { field: 'level', is: 'critical' },
    actions: [CALL],
  });
  const signal = (level: string) =>
    ({ type: 'ChurnSignalRaised', channel: 'rule', data: { run: 'r', level } }) as const;
  await given.tell(signal('critical'));
  await given.tell({ ...signal('watch'), of: 'wang' });
  await given.run();
  expect(await did()).toEqual([]);
  await given.tell({ type: 'RuleRunClosed', channel: 'rule', of: 'nobody', data: { run: 'r' } });
  await given.run();
  expect(await did()).toEqual(['ActionOrdered task', 'TaskOpened']);
});

it('waits with a date until its day begins where the customer lives', async () => {
  await given.publish('congratulate', {
    on: ['SignalRaised'],
    where: { field: 'signal', is: 'birthday' },
    actions: [CALL],
  });
  given.now = new Date('2026-11-20T12:00:00.000Z');
  const birthday = { run: 'r', signal: 'birthday', level: 'due' };
  await given.tell({ type: 'SignalRaised', channel: 'rule', data: birthday });
  const dueFrom = '2026-11-20T15:00:00.000Z';
  await given.tell({ type: 'SignalRaised', channel: 'rule', of: 'wang', data: { ...birthday, dueFrom } });
  await given.tell({
    type: 'SignalRaised',
    channel: 'rule',
    of: 'zhao',
    data: { ...birthday, signal: 'contract-end' },
  });
  await given.tell({ type: 'RuleRunClosed', channel: 'rule', of: 'nobody', data: { run: 'r' } });
  await given.run();
  expect(await did()).toEqual(['ActionOrdered task', 'TaskOpened']);
  given.now = new Date('2026-11-20T14:59:00.000Z');
  await given.run();
  expect(await did()).toHaveLength(2);
  given.now = new Date(dueFrom);
  await given.run();
  expect(await did()).toHaveLength(4);
});

it('lets mail wait for the morning, and asks for consent then', async () => {
  await given.publish('sorry', { on: ['CaseOpened'], actions: [CALL, MAIL] });
  for (const who of ['li', 'wang']) await given.tell({ ...consent('ConsentGiven'), of: who });
  given.now = new Date('2026-11-20T22:00:00.000Z');
  for (const who of ['li', 'wang']) await given.tell({ ...COMPLAINT, of: who });
  await given.run();
  expect(await did()).toEqual(['ActionOrdered task', 'ActionOrdered task', 'TaskOpened', 'TaskOpened']);
  given.now = new Date('2026-11-21T07:59:00.000Z');
  await given.tell({ ...consent('ConsentWithdrawn'), of: 'wang' });
  await given.run();
  expect(await did()).toHaveLength(4);
  given.now = new Date('2026-11-21T08:00:00.000Z');
  await given.run();
  expect((await did()).slice(4)).toEqual(['ActionOrdered mail', 'ActionHeld mail consent']);
});

it('keeps to its limits, also within one batch and after a stop', async () => {
  await given.publish('sorry', { on: ['CaseOpened'], actions: [CALL], atMost: { times: 2, days: 30 } });
  for (let nth = 0; nth < 3; nth++) await given.tell(COMPLAINT);
  await given.run();
  expect(await did()).toEqual(['ActionOrdered task', 'ActionOrdered task', 'ActionHeld task too-often', 'TaskOpened', 'TaskOpened']); // prettier-ignore
  given.now = new Date('2026-12-21T12:00:00.000Z');
  await given.tell(COMPLAINT);
  await given.run();
  expect((await did()).slice(5)).toEqual(['ActionOrdered task', 'TaskOpened']);
  await given.tell(COMPLAINT);
  await given.tell({ type: 'PolicyStopped', of: 'nobody', channel: 'policy', data: { policy: 'sorry', version: 1, reason: 'Over' } }); // prettier-ignore
  await given.tell(COMPLAINT);
  await given.run();
  expect((await did()).slice(7)).toEqual(['ActionHeld task stopped']);
});

it('says who reached what it is for, of those it acted on and of those it held out', async () => {
  const goal = { types: ['PurchaseMade'], withinDays: 30 };
  await given.publish('sorry', { on: ['CaseOpened'], actions: [CALL], holdout: 0.5, goal });
  const customers = Array.from({ length: 20 }, (_, nth) => `customer ${nth}`);
  for (const who of customers) await given.tell({ ...COMPLAINT, of: who });
  await given.run();
  const before = await did();
  const [treated, held] = ['ActionOrdered task', 'ActionHeld task holdout'].map((what) => before.filter((one) => one === what).length); // prettier-ignore
  expect([treated! + held!, treated! > 0 && held! > 0]).toEqual([20, true]);
  given.now = new Date('2026-11-25T12:00:00.000Z');
  for (const who of [...customers, ...customers])
    await given.tell({ type: 'PurchaseMade', of: who, data: { orderId: who } });
  await given.run();
  const reached = await given.said('GoalReached');
  expect(reached.filter(({ data }) => data['group'] === 'treated')).toHaveLength(treated!);
  expect(reached.filter(({ data }) => data['group'] === 'holdout')).toHaveLength(held!);
  expect(reached[0]!.data['afterSeconds']).toBe(5 * 86_400);
  given.now = new Date('2026-12-21T12:00:00.000Z');
  await given.tell({ type: 'PurchaseMade', of: 'customer 0', data: { orderId: 'late' } });
  await given.forget();
  await given.run();
  expect(await given.said('GoalReached')).toHaveLength(20);
});

it('takes the tasks of who was erased off the list, and opens none', async () => {
  await given.publish('sorry', { on: ['CaseOpened'], actions: [CALL] });
  await given.tell(COMPLAINT);
  await given.run();
  await given.tell({ type: 'CustomerErased', channel: 'privacy', data: { erasure: 'e', ground: 'request', count: 1 } });
  await given.tell(COMPLAINT);
  await given.run();
  expect(await did()).toEqual(['ActionOrdered task', 'TaskOpened', 'ActionHeld task erased', 'TaskClosed erased']);
});
