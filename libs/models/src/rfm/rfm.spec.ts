import fc from 'fast-check';
import { quantile, sortedSample } from '../numeric/quantile';
import { fixedCuts, quintileCuts, type RfmFigures } from './cuts';
import { rfmCode, rfmScore, rfmScores } from './score';
import { RFM_SEGMENTS, rfmSegment, segmentFaults } from './segment';

const of = (recencyDays: number, frequency: number, monetary: number): RfmFigures => ({
  ...{ recencyDays, frequency, monetary },
});

describe('quantiles', () => {
  it('interpolate as R does by default', () => {
    // quantile(c(1, 2, 4, 8, 16), c(.1, .25, .5, .9), type = 7)
    const sample = sortedSample([8, 1, 16, 2, 4]);
    expect([quantile(sample, 1, 10), quantile(sample, 1, 4), quantile(sample, 1, 2), quantile(sample, 9, 10)]).toEqual(
      [1.4, 2, 4, 12.8], // prettier-ignore
    );
  });

  it('are exact where the place is a whole number, whatever the share is in binary', () => {
    for (let size = 1; size <= 2_001; size += 5)
      for (let part = 0; part <= 5; part++) {
        const sample = Array.from({ length: size }, (_, n) => n);
        if (((size - 1) * part) % 5 === 0) expect(quantile(sample, part, 5)).toBe(((size - 1) * part) / 5);
      }
  });

  it('refuse what has none', () => {
    expect(() => quantile([], 1, 2)).toThrow('an empty sample has no quantile');
    expect(() => quantile([1], 3, 2)).toThrow('3 of 2 is no share');
    expect(() => sortedSample([1, Number.NaN])).toThrow('finite values only');
  });
});

describe('RFM scores', () => {
  const ten = Array.from({ length: 10 }, (_, n) => of(10 * n, n + 1, 100 * n));

  it('part a population at its quintiles, recency reversed', () => {
    const { cuts, scores } = rfmScores(ten);
    expect(cuts).toEqual({
      ...{ binning: 'above', recencyDays: [18, 36, 54, 72] },
      ...{ frequency: [2.8, 4.6, 6.4, 8.2], monetary: [180, 360, 540, 720] },
    });
    expect(scores.map(rfmCode)).toEqual(['511', '511', '422', '422', '333', '333', '244', '244', '155', '155']);
  });

  it('count cuts strictly below the value, or with rfm-r those that it reaches', () => {
    const same = Array.from({ length: 5 }, () => of(7, 3, 50));
    expect(rfmScores(same).scores.map(rfmCode)).toEqual(['511', '511', '511', '511', '511']);
    const cuts = quintileCuts(ten, 'rfm-r');
    expect(cuts.monetary).toEqual([181, 361, 541, 721]);
    expect([180, 180.5, 181].map((monetary) => rfmScore(of(0, 1, monetary), cuts).monetary)).toEqual([1, 1, 2]);
    expect([180, 180.5].map((monetary) => rfmScore(of(0, 1, monetary), quintileCuts(ten)).monetary)).toEqual([1, 2]);
  });

  it('take fixed ranges, whoever else there is', () => {
    const cuts = fixedCuts({ recencyDays: [30, 90, 180, 365], frequency: [1, 2, 4, 9], monetary: [0, 50, 50, 500] });
    expect(
      [of(30, 1, 0), of(31, 2, 50), of(365, 9, 51), of(366, 10, 501)].map((one) => rfmCode(rfmScore(one, cuts))),
    ).toEqual(
      ['511', '422', '244', '155'], // prettier-ignore
    );
    expect(() => fixedCuts({ ...cuts, frequency: [1, 2, 9, 4] })).toThrow('the cuts of frequency must be four numbers that rise'); // prettier-ignore
    expect(() => fixedCuts({ ...cuts, monetary: [1, 2, 3] as never })).toThrow('the cuts of monetary');
  });

  it('refuse figures that are none, and know nobody when there is nobody', () => {
    expect(() => rfmScores([of(Number.NaN, 1, 1)])).toThrow(RangeError);
    expect(() => rfmScore(of(1, Number.POSITIVE_INFINITY, 1), quintileCuts(ten))).toThrow('frequency must be a finite number'); // prettier-ignore
    expect(rfmScores([])).toEqual({ cuts: null, scores: [] });
  });

  it('never fall when a customer is better, do not depend on the order, and part evenly without ties', () => {
    const figure = fc.integer({ min: 0, max: 60 });
    const population = fc.array(
      fc.tuple(figure, figure, figure).map((three) => of(...three)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(population, fc.constantFrom('above', 'rfm-r'), (all, binning) => {
        const { scores } = rfmScores(all, binning);
        expect(rfmScores([...all].reverse(), binning).scores).toEqual([...scores].reverse());
        all.forEach((one, i) =>
          all.forEach((other, j) => {
            if (one.recencyDays <= other.recencyDays) expect(scores[i]!.recency).toBeGreaterThanOrEqual(scores[j]!.recency); // prettier-ignore
            if (one.monetary >= other.monetary) expect(scores[i]!.monetary).toBeGreaterThanOrEqual(scores[j]!.monetary);
          }),
        );
      }),
    );
    const distinct = fc.uniqueArray(fc.integer(), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(distinct, (values) => {
        const { scores } = rfmScores(values.map((value) => of(0, 1, value)));
        for (const score of [1, 2, 3, 4, 5]) {
          const share = scores.filter(({ monetary }) => monetary === score).length;
          expect(Math.abs(share - values.length / 5)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('named segments', () => {
  const named = (recency: number, frequency: number, monetary: number) => rfmSegment({ recency, frequency, monetary });

  it('are found in the order of the table', () => {
    expect(named(5, 5, 5)).toBe('Champions');
    expect(named(5, 5, 4)).toBe('Potential Loyalist');
    expect(named(2, 3, 4)).toBe('Loyal Customers');
    expect(named(1, 3, 5)).toBe("Can't Lose Them");
    expect(named(1, 1, 1)).toBe('Lost');
    expect(named(5, 4, 1)).toBeNull();
    expect(RFM_SEGMENTS.every(({ name }) => name !== '')).toBe(true);
  });

  it('can be of any table, which says what is wrong with it', () => {
    const all: [number, number] = [1, 5];
    const table = [{ name: 'Back again', recency: [5, 5] as const, frequency: all, monetary: all }];
    expect(rfmSegment({ recency: 5, frequency: 1, monetary: 1 }, table)).toBe('Back again');
    expect(rfmSegment({ recency: 4, frequency: 1, monetary: 1 }, table)).toBeNull();
    expect(segmentFaults(RFM_SEGMENTS)).toEqual([]);
    expect(
      segmentFaults([...table, { name: 'Back again', recency: [3, 2], frequency: [0, 5], monetary: all }]),
    ).toEqual([
      'recency of Back again must be two whole numbers from 1 to 5, the lesser first',
      'frequency of Back again must be two whole numbers from 1 to 5, the lesser first',
      'Back again is there twice',
    ]);
  });
});
