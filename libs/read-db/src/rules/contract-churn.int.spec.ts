import { learnModel } from '@rapport/decisions';
import { checkData } from '@rapport/events';
import type { Append } from '@rapport/event-store';
import { openStage, type Stage } from '../world/stage';
import { contractsToJudge } from './judge-contracts';
import { followedBy, preparedIn } from './world/followed';
import { decidedBy, ended, tell, told, who } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR' };
const FIRST = Date.UTC(2025, 0, 1);
const date = (day: number): string => new Date(FIRST + day * 86_400_000).toISOString().slice(0, 10);
const PARAMS = { horizonDays: 60, minContracts: 50, minEnded: 10 };
const LAST = 300;
/** Every fourth customer complains on some day; eighty days later the contract is over. */
const complainsOn = (of: number): number | null => (of % 4 === 0 ? 10 + ((of * 13) % 285) : null);
const customers = Array.from({ length: 120 }, (_, n) => n + 1);
const business = (id: string, type: string, of: number, day: number, data: object): Append =>
  told({ id, type, of, at: date(day), data, channel: 'business' });
const history = customers.flatMap((of): readonly Append[] => {
  const contractId = `K${of}`;
  const [startsOn, complains] = [date(-((of * 37) % 700)), complainsOn(of)];
  const terms = { startsOn, monthlyAmount: '25.00', currency: 'EUR', termMonths: 1 };
  const trouble = complains === null ? [] : [business(`c${of}`, 'CaseOpened', of, complains, { caseId: `C${of}`, kind: 'complaint' }), business(`x${of}`, 'CaseClosed', of, complains, { caseId: `C${of}` })]; // prettier-ignore
  const over = complains !== null && complains + 80 <= LAST ? [business(`e${of}`, 'ContractEnded', of, complains + 80, { contractId })] : []; // prettier-ignore
  return [business(`s${of}`, 'ContractStarted', of, 0, { contractId, ...terms }), ...trouble, ...over];
});
/** Complained of late, and the contract runs. */
const inTrouble = customers.filter((of) => (complainsOn(of) ?? -Infinity) > LAST - 80);

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

it('learns from this log which contracts end, signals those with reasons and evidence, and clears what is over', async () => {
  const store = await preparedIn(stage, 'contract-churn', PARAMS);
  await followedBy(stage, RULES, store, ...history, ended(date(LAST)));
  const first = await decidedBy(store, 'spec-contract-churn');
  for (const { type, data } of first) expect([type, checkData(type, data)]).toEqual([type, []]);
  const [, model, ...rest] = first;
  expect(model).toMatchObject({ type: 'ModelFitted', data: { model: 'contract-logistic', promoted: true } });
  const raised = rest.filter(({ type }) => type === 'SignalRaised');
  expect(inTrouble.length).toBeGreaterThan(5);
  expect(raised.map(({ handle }) => handle).sort()).toEqual(inTrouble.map(who).sort());
  for (const { data } of raised) {
    expect(data).toMatchObject({ signal: 'contract-churn', currency: 'EUR', figures: { model: model!.eventId } });
    expect(data['reasons']).toContain('1 complaint in 90 days');
    const { score, valueAtStake, evidence } = data as { score: number; valueAtStake: string; evidence: { count: number } }; // prettier-ignore
    expect(score).toBeGreaterThanOrEqual(0.3);
    expect(Number(valueAtStake)).toBeCloseTo(score * 25 * 12, 1);
    expect(evidence.count).toBeGreaterThanOrEqual(1);
  }
  expect(first.at(-1)).toMatchObject({ type: 'RuleRunClosed', data: { figures: { signalled: raised.length } } });

  // The next day one of them is gone; the model of yesterday goes on.
  const [of] = inTrouble;
  const gone = business('gone', 'ContractEnded', of!, LAST + 1, { contractId: `K${of}` });
  await followedBy(stage, RULES, store, gone, ended(date(LAST + 1)));
  const second = (await decidedBy(store, 'spec-contract-churn')).slice(first.length);
  expect(second.some(({ type }) => type === 'ModelFitted')).toBe(false);
  const cleared = second.filter(({ type }) => type === 'SignalCleared');
  expect(cleared).toContainEqual(expect.objectContaining({ handle: who(of!), data: expect.objectContaining({ why: 'over' }) })); // prettier-ignore

  // Frozen two months ago, and held against what happened since.
  const version = { rule: 'spec-contract-churn', params: PARAMS };
  const wanted = await contractsToJudge(stage.database.pool, RULES, version, { holdoutDays: 60 });
  const { task, ...days } = wanted!;
  expect(days).toEqual({ frozenOn: date(LAST - 59), until: date(LAST + 1) });
  expect(learnModel(task)).toMatchObject({ promoted: true, judged: { by: 'later-days' } });
});

it('gives no score to anybody where few contracts ended, and says so', async () => {
  const store = await preparedIn(stage, 'contract-churn', { ...PARAMS, minEnded: 200 });
  await followedBy(stage, RULES, store, ...history, ended(date(LAST)));
  const decided = await decidedBy(store, 'spec-contract-churn');
  expect(decided.map(({ type }) => type)).toEqual(['RuleRunOpened', 'RuleRunClosed']);
  const { model } = decided[1]!.data['figures'] as { model: { model: null; reason: string } };
  expect(model).toEqual({ model: null, reason: expect.stringMatching(/^only \d+ contracts had ended within 60 days, fewer than 200$/) }); // prettier-ignore
});

it('judges nothing before a day was closed', async () => {
  const store = await preparedIn(stage, 'contract-churn', PARAMS);
  await tell(store, ...history.slice(0, 3));
  const version = { rule: 'spec-contract-churn', params: PARAMS };
  expect(await contractsToJudge(stage.database.pool, RULES, version, { holdoutDays: 60 })).toBeNull();
});
