import { checkData, type Fact } from '@rapport/events';
import type { Append, EventStore } from '@rapport/event-store';
import { learnModel, type LearnedModel } from '@rapport/decisions';
import { openStage, settled, type Stage } from '../world/stage';
import type { Learner } from './learning';
import { prepareRules } from './prepare';
import { followedBy, preparedIn } from './world/followed';
import { bought, decidedBy, ended, idOf, tell, told } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR' };
const FIRST = Date.UTC(2025, 0, 1);
const date = (day: number): string => new Date(FIRST + day * 86_400_000).toISOString().slice(0, 10);
const buys = (of: number, gap: number, to: number): readonly Append[] =>
  Array.from({ length: Math.floor(to / gap) }, (_, n) => bought(`${of}-${n}`, of, date(n * gap + (of % 7)), '20.00'));
/** Thirty who buy every eight to twelve days; the last twelve of them stop after a hundred days. */
const crowd = Array.from({ length: 30 }, (_, n) => buys(n + 1, 8 + (n % 5), n < 18 ? 330 : 100)).flat();

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

const signals = (facts: readonly Fact[]): readonly string[] =>
  facts.flatMap(({ type, handle, data }) => {
    const who = parseInt(handle.slice(0, 8), 16);
    return type.startsWith('Churn') ? [`${data['date']} ${who} ${type.slice(11)} ${data['level']}`] : [];
  });
const fitted = (facts: readonly Fact[]) => facts.filter(({ type }) => type === 'ModelFitted');
/** Lets every model decide: what it is worth is another spec's question. */
const promoting: Learner = async (task) => {
  const learned = learnModel(task);
  return 'none' in learned ? learned : { ...learned, promoted: true };
};

it('fits a model, signals by it with evidence, keeps it for a while, and clears who is back', async () => {
  const store = await preparedIn(stage, 'churn', { minCustomers: 20, model: 'bg-nbd' });
  const rules = { ...RULES, learner: promoting };
  const broken = told({ id: 'broken', type: 'PromiseBroken', of: 1, at: date(329), data: { promiseId: 'p' } });
  await followedBy(stage, rules, store, ...crowd, broken, ended(date(330)));
  const first = await decidedBy(store, 'spec-churn');
  for (const { type, data } of first) expect([type, checkData(type, data)]).toEqual([type, []]);
  expect(first.map(({ type }) => type).slice(0, 2)).toEqual(['RuleRunOpened', 'ModelFitted']);
  expect(signals(first)).toEqual([
    `${date(330)} 1 Raised watch`,
    ...Array.from({ length: 12 }, (_, n) => `${date(330)} ${n + 19} Raised critical`),
  ]);
  const [model] = fitted(first);
  const raised = first.filter(({ type }) => type === 'ChurnSignalRaised');
  expect(raised.map(({ data }) => data['model'])).toEqual(raised.map(() => model!.eventId));
  expect(raised[0]!.data['contributions']).toContainEqual({ factor: 'promise-broken', value: 1, events: [expect.any(String)] }); // prettier-ignore
  expect((raised[0]!.data['evidence'] as { count: number }).count).toBe(42); // 41 purchases and the promise
  expect(first.at(-1)).toMatchObject({ type: 'RuleRunClosed', data: { count: raised.length + 1, population: 30 } });

  // The model of a day ago goes on; four weeks later there is another.
  const back = bought('back', 19, date(331), '20.00');
  await followedBy(stage, rules, store, back, ended(date(331)));
  const second = (await decidedBy(store, 'spec-churn')).slice(first.length);
  expect(fitted(second)).toEqual([]);
  expect(signals(second)).toEqual([`${date(331)} 19 Cleared critical`]);
  await followedBy(stage, rules, store, ended(date(358)));
  expect(fitted((await decidedBy(store, 'spec-churn')).slice(first.length))).toHaveLength(1);
});

it('signals nobody by a model that may not decide, says so, and keeps one that might', async () => {
  const store = await preparedIn(stage, 'churn', { minCustomers: 20, model: 'bg-nbd', refitDays: 1 });
  const learner = (promoted: boolean): Learner => async (task) => ({ ...(learnModel(task) as LearnedModel), promoted, reason: `promoted: ${promoted}` }); // prettier-ignore
  const modelAt = async () => (await decidedBy(store, 'spec-churn')).at(-1)!.data['figures'] as { model: object; levels: object }; // prettier-ignore
  await followedBy(stage, { ...RULES, learner: learner(false) }, store, ...crowd, ended(date(330)));
  expect(await modelAt()).toMatchObject({ model: { model: null, reason: 'promoted: false' }, raised: 0 });
  await followedBy(stage, { ...RULES, learner: learner(true) }, store, ended(date(331)));
  expect(await modelAt()).toMatchObject({ model: { model: 'bg-nbd', fittedOn: date(331) }, levels: { critical: 12 } });
  await followedBy(stage, { ...RULES, learner: learner(false) }, store, ended(date(332)));
  expect(await modelAt()).toMatchObject({ model: { model: 'bg-nbd', fittedOn: date(331), reason: 'promoted: false' }, cleared: 0 }); // prettier-ignore
});

it('classes by predicted value, and tells whose class or value is another one', async () => {
  const store = await preparedIn(stage, 'clv', { minCustomers: 20 });
  const rules = { ...RULES, learner: promoting };
  const of = async () => (await decidedBy(store, 'spec-clv')).filter(({ type }) => type === 'TierAssigned');
  await followedBy(stage, rules, store, ...crowd, ended(date(330)));
  const first = await of();
  expect(first).toHaveLength(30);
  for (const { type, data } of first) expect(checkData(type, data)).toEqual([]);
  const byRank = [...first].sort((a, b) => Number(a.data['rank']) - Number(b.data['rank'])).map(({ data }) => data);
  expect(byRank.map(({ tier }) => tier).slice(0, 7)).toEqual(['top', 'high', 'medium', 'medium', 'medium', 'medium', 'low']); // prettier-ignore
  // Whoever buys most often is worth most, whoever left is worth nearly nothing.
  expect(byRank[0]).toMatchObject({ basis: 'predicted', currency: 'EUR', figures: { purchaseDays: 41, spend: 20 } });
  expect(byRank.slice(18).every(({ value }) => Number(value) < Number(byRank[17]!['value']) / 5)).toBe(true);
  await followedBy(stage, rules, store, ended(date(331)));
  // A day later only those are told again whose value went over a step.
  const again = (await of()).slice(30);
  const stepOf = (fact: Fact) => (fact.data['figures'] as { step: number }).step;
  const before = new Map(first.map((fact) => [fact.handle, stepOf(fact)]));
  expect(again.length).toBeLessThan(6);
  for (const fact of again) expect(stepOf(fact)).not.toBe(before.get(fact.handle));
  await followedBy(stage, rules, store, bought('back', 19, date(332), '20.00'), ended(date(332)));
  expect((await of()).slice(30 + again.length).map(({ handle }) => parseInt(handle.slice(0, 8), 16))).toContain(19);
});

it('learns from too few nothing, and says so', async () => {
  const store = await preparedIn(stage, 'churn', {});
  await followedBy(stage, RULES, store, ...crowd, ended(date(330)));
  const facts = await decidedBy(store, 'spec-churn');
  expect(facts.map(({ type }) => type)).toEqual(['RuleRunOpened', 'RuleRunClosed']);
  expect(facts[1]!.data['figures']).toMatchObject({ model: { model: null, reason: expect.stringContaining('fewer than 100') } }); // prettier-ignore
});

/** A store that fails when the first signal is to be appended. */
const dying = (store: EventStore): EventStore => {
  let isDead = false;
  return {
    ...store,
    append: async (appends) => {
      if (!isDead && appends.some(({ events }) => events.some(({ type }) => type === 'ChurnSignalRaised'))) {
        isDead = true;
        throw new Error('killed here');
      }
      return store.append(appends);
    },
  };
};

it('takes the model from the log after a crash, whatever it would learn on another machine', async () => {
  const store = await preparedIn(stage, 'churn', { minCustomers: 20, model: 'bg-nbd' });
  await tell(store, ...crowd, ended(date(330)));
  let times = 0;
  // Every machine learns something else.
  const learner: Learner = async (task) => ({ ...((await promoting(task)) as LearnedModel), reason: `machine ${++times}` }); // prettier-ignore
  const following = await stage.follow(dying(store), { rules: { ...RULES, learner } });
  await settled(stage, store);
  await following.stop();
  const facts = await decidedBy(store, 'spec-churn');
  expect(fitted(facts).map(({ data }) => data['reason'])).toEqual(['machine 1']);
  expect(facts.at(-1)).toMatchObject({ data: { figures: { model: { reason: 'machine 1' } } } });
  expect(times).toBe(1);
  // Who reads the log again, with nothing remembered, decides and learns nothing.
  const again = await openStage([]);
  try {
    await prepareRules(again.database.pool, store, 'EUR', () => new Date(FIRST));
    const reader = await again.follow(store, { rules: { ...RULES, learner: () => Promise.reject(new Error('no')) } });
    await settled(again, store);
    await reader.stop();
    expect(await decidedBy(store, 'spec-churn')).toEqual(facts);
  } finally {
    await again.close();
  }
});

it('takes it as a sign that somebody does far less on a channel than they used to, and takes it back when late events know better', async () => {
  const does = (
    id: string,
    of: number,
    day: number,
    type: string,
    channel: 'web' | 'email',
    data: object = {},
  ): Append => told({ id, type, of, at: date(day), channel, data });
  /** Every third day until a day. */
  const visits = (of: number, to: number): readonly Append[] =>
    Array.from({ length: Math.floor((to - 120) / 3) }, (_, n) => does(`visit ${of} ${n}`, of, 120 + n * 3, 'PageViewed', 'web', { path: '/' })); // prettier-ignore
  const store = await preparedIn(stage, 'churn', { minCustomers: 20, model: 'bg-nbd' });
  const rules = { ...RULES, learner: promoting };
  const slow = Array.from({ length: 12 }, (_, n) => buys(n + 31, 60, 310)).flat();
  await followedBy(
    ...[stage, rules, store, ...crowd, ...slow, ...visits(31, 330), ...visits(32, 270), ...visits(33, 270)],
    ...[does('proxy', 32, 320, 'MailOpened', 'email', { byProxy: true }), does('back', 33, 320, 'SearchMade', 'web')],
    ended(date(339)),
  );
  const first = await decidedBy(store, 'spec-churn');
  for (const { type, data } of first) expect([type, checkData(type, data)]).toEqual([type, []]);
  const fallen = (facts: readonly Fact[]) =>
    facts.flatMap(({ type, handle, data }) => {
      const all = (data['contributions'] ?? []) as readonly { factor: string; value: number; events: readonly string[] }[]; // prettier-ignore
      const fall = all.find(({ factor }) => factor === 'less-engaged');
      return fall ? [[`${parseInt(handle.slice(0, 8), 16)} ${type.slice(11)} ${data['level']} ${fall.value}`, fall.events]] : []; // prettier-ignore
    });
  expect(fallen(first)).toEqual([
    ['32 Raised at-risk 72', [idOf('visit 32 49')]],
    ['33 Raised at-risk 19', [idOf('back')]],
  ]);
  const raised = first.find(({ type, handle }) => type === 'ChurnSignalRaised' && parseInt(handle.slice(0, 8), 16) === 33)!; // prettier-ignore
  expect(raised.data['reasons']).toContain('less active on web: 1 day of the last 30, usually 7.67 (last 19 days ago)');
  expect((raised.data['evidence'] as { events: readonly string[] }).events).toContain(idOf('back'));
  // Who comes as ever is one level lower by the same purchases, and so is who did all the while, as is known by now.
  const of = (facts: readonly Fact[], who: number) => signals(facts).filter((one) => one.split(' ')[1] === String(who));
  expect(of(first, 31)).toEqual([`${date(339)} 31 Raised watch`]);
  const late = Array.from({ length: 20 }, (_, n) => does(`late ${n}`, 32, 273 + n * 3, 'PageViewed', 'web', { path: '/' })); // prettier-ignore
  await followedBy(stage, rules, store, ...late, ended(date(340)));
  const second = (await decidedBy(store, 'spec-churn')).slice(first.length);
  expect([of(second, 32), of(second, 33)]).toEqual([[`${date(340)} 32 Changed watch`], []]);
});
