import fc from 'fast-check';
import { calibration, calibrationError, logLoss } from './calibration';
import { flagging } from './flagging';
import { correlation, meanAbsoluteError } from './forecast';
import { auc, lift } from './ranking';

const outcomes = [true, false, true, false, false];
const scores = [0.9, 0.8, 0.7, 0.3, 0.1];
const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 60 });

describe('ranking', () => {
  it('counts pairs in the right order, ties half', () => {
    expect(auc(scores, outcomes)).toBeCloseTo(5 / 6, 12);
    expect(auc([1, 1, 1, 1, 1], outcomes)).toBe(0.5);
    expect(auc([1, 2], [true, true])).toBeNull();
    expect(auc([], [])).toBeNull();
    fc.assert(
      fc.property(some, (pairs) => {
        const [all, of] = [pairs.map(([score]) => score), pairs.map(([, outcome]) => outcome)];
        let [won, number] = [0, 0];
        for (const [score, outcome] of pairs)
          for (const [other, otherOutcome] of pairs)
            if (outcome && !otherOutcome) [won, number] = [won + (score > other ? 1 : score === other ? 0.5 : 0), number + 1]; // prettier-ignore
        const area = auc(all, of);
        if (number === 0) expect(area).toBeNull();
        else expect(area).toBeCloseTo(won / number, 12);
      }),
    );
  });

  it('lifts as often as the top has the outcome more often', () => {
    expect(lift(scores, outcomes, 0.2)).toBeCloseTo(1 / 0.4, 12);
    expect(lift(scores, outcomes, 1)).toBeCloseTo(1, 12);
    expect(lift([1, 1, 1, 1, 1], outcomes, 0.2)).toBeCloseTo(1, 12);
    expect(lift(scores, scores.map(() => false), 0.2)).toBeNull(); // prettier-ignore
    fc.assert(
      fc.property(some, fc.double({ min: 0.01, max: 1, noNaN: true }), (pairs, share) => {
        const turned = [...pairs].reverse();
        const of = (order: typeof pairs) => lift(order.map(([score]) => score), order.map(([, outcome]) => outcome), share); // prettier-ignore
        if (of(pairs) === null) expect(of(turned)).toBeNull();
        else expect(of(pairs)).toBeCloseTo(of(turned)!, 12);
      }),
    );
  });

  it('refuses what does not belong together', () => {
    expect(() => auc([1], [])).toThrow('one outcome for each score');
    expect(() => auc([Number.NaN], [true])).toThrow('score 1 is not a finite number');
    expect(() => lift(scores, outcomes, 0)).toThrow('a share lies above 0');
  });
});

describe('calibration', () => {
  it('holds predicted beside observed', () => {
    expect(calibration([0.25, 0.21, 1], [true, false, true])).toEqual([
      { n: 2, predicted: 0.22999999999999998, observed: 0.5 },
      { n: 1, predicted: 1, observed: 1 },
    ]);
    expect(calibrationError([0.25, 0.21, 1], [true, false, true])).toBeCloseTo((2 * 0.27) / 3, 12);
    expect(calibrationError([], [])).toBeNull();
    expect(logLoss([0.5, 0.25], [true, false])).toBeCloseTo((Math.LN2 - Math.log(0.75)) / 2, 12);
    expect(logLoss([0], [true])).toBe(Number.POSITIVE_INFINITY);
    expect(() => calibration([1.1], [true])).toThrow('prediction 1 is no probability');
  });
});

it('flags from a threshold on', () => {
  expect(flagging(scores, outcomes, 0.7)).toEqual({ flagged: 3, precision: 2 / 3, recall: 1 });
  expect(flagging(scores, outcomes, 0.95)).toEqual({ flagged: 0, precision: null, recall: 0 });
  expect(flagging(scores, [false, false, false, false, false], 0.2).recall).toBeNull();
});

it('compares forecasts with what happened', () => {
  expect(meanAbsoluteError([1, 2, 3], [2, 2, 1])).toBe(1);
  expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3], [3, 1, 2])).toBeCloseTo(-0.5, 12);
  expect(correlation([1, 1], [1, 2])).toBeNull();
  expect(() => correlation([1], [1, 2])).toThrow('there must be pairs to compare');
});
