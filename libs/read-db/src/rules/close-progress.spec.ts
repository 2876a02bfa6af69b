import { CloseProgress } from './close-progress';

const CLOSE = { date: '2026-03-01', zone: 'UTC' };

/** A clock that stands where it is put, milliseconds. */
const clock = jest.spyOn(performance, 'now');
afterAll(() => clock.mockRestore());

it('tells the log of a close that takes long how far it is, and of no other', () => {
  clock.mockReturnValue(1_000);
  const told: unknown[] = [];
  const progress = new CloseProgress(CLOSE, 3, (...line) => told.push(line));
  const decided = (rule: string, decisions: number): void => {
    progress.begin(rule);
    progress.told(decisions);
    progress.done();
  };
  decided('value-pyramid', 7);
  expect(told).toEqual([]);
  clock.mockReturnValue(13_540);
  decided('own-cadence', 5);
  const far = { ...CLOSE, rules: 2, of: 3, decisions: 12, seconds: 12.5 };
  expect(told).toEqual([['info', 'the close of 2026-03-01 has come to own-cadence', far]]);
});

it('knows at each moment how far it is, how fast, and how long it may take', () => {
  clock.mockReturnValue(0);
  const progress = new CloseProgress(CLOSE, 2);
  const none = { decided: 0, toDecide: null, decidedPerSecond: null, secondsLeft: null };
  expect(progress.far).toEqual({ rules: 2, rulesDone: 0, rule: null, phase: null, customers: null, decidedBefore: 0, ...none }); // prettier-ignore
  progress.begin('a');
  expect(progress.far).toMatchObject({ rule: 'a', phase: 'reading', customers: null, ...none });
  progress.judging(1_000);
  expect(progress.far).toMatchObject({ phase: 'judging', customers: 1_000, ...none });
  clock.mockReturnValue(10_000);
  progress.deciding(990, 400);
  expect(progress.far).toMatchObject({ phase: 'deciding', customers: 990, ...none, toDecide: 400 });
  clock.mockReturnValue(20_000);
  progress.told(100);
  // A quarter of the first of two rules took 20 s.
  expect(progress.far).toMatchObject({ decided: 100, decidedPerSecond: 10, secondsLeft: 140 });
  progress.done();
  expect(progress.far).toMatchObject({ rulesDone: 1, rule: null, phase: null, decided: 0, decidedBefore: 100, secondsLeft: 20 }); // prettier-ignore
  progress.begin('b');
  progress.deciding(990, undefined);
  progress.told(1);
  expect(progress.far).toMatchObject({ rule: 'b', decided: 1, toDecide: null, secondsLeft: 20 });
  progress.done();
  expect(progress.far).toMatchObject({ rulesDone: 2, decidedBefore: 101, secondsLeft: 0 });
});
