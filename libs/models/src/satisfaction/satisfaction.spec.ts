import fc from 'fast-check';
import { satisfaction, satisfactionIndex } from './csat';
import { netPromoterScore } from './nps';

describe('the net promoter score', () => {
  it('is promoters less detractors, with its standard error', () => {
    const { nps, standardError, interval, ...counts } = netPromoterScore([10, 9, 9, 8, 7, 6, 0, 10])!;
    expect(counts).toEqual({ answers: 8, promoters: 4, passives: 2, detractors: 2 });
    expect(nps).toBe(25);
    expect(standardError).toBeCloseTo(100 * Math.sqrt((0.75 - 0.0625) / 8), 12);
    expect(interval[1] - interval[0]).toBeCloseTo(2 * 1.96 * standardError, 12);
    expect(netPromoterScore([])).toBeNull();
  });

  it('has the standard error of the mean of +100, 0 and −100', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1 }), (scores) => {
        const points = scores.map((score) => (score >= 9 ? 100 : score <= 6 ? -100 : 0));
        const mean = points.reduce<number>((sum, one) => sum + one, 0) / points.length;
        const variance = points.reduce<number>((sum, one) => sum + (one - mean) ** 2, 0) / points.length;
        const { nps, standardError } = netPromoterScore(scores)!;
        expect(nps).toBeCloseTo(mean, 9);
        expect(standardError).toBeCloseTo(Math.sqrt(variance / points.length), 6);
      }),
    );
  });

  it('refuses what is no answer', () => {
    expect(() => netPromoterScore([11])).toThrow('an answer is a whole number from 0 to 10, not 11');
    expect(() => netPromoterScore([9], { promotersFrom: 6, detractorsTo: 6 })).toThrow('detractors must end below');
  });
});

describe('satisfaction', () => {
  const scale = { least: 1, greatest: 5 };

  it('has mean and top box, which can disagree', () => {
    expect(satisfaction([4, 4, 4, 4], scale)).toEqual({ scale, answers: 4, mean: 4, topBox: 0, topBoxes: 1 });
    expect(satisfaction([5, 5, 1, 1], scale)).toMatchObject({ mean: 3, topBox: 0.5, topBoxes: 0.5 });
    expect(satisfaction([3, 4, 5, 1], scale, 3)).toMatchObject({ topBoxes: 0.75 });
    expect(satisfaction([], scale)).toBeNull();
  });

  it('has an index over several questions', () => {
    expect(satisfactionIndex([[5, 5], [1, 1]], scale)).toBe(50); // prettier-ignore
    expect(satisfactionIndex([[3], [4, 4]], scale)).toBeCloseTo(62.5, 12);
    expect(satisfactionIndex([], scale)).toBeNull();
    expect(satisfactionIndex([[1], []], scale)).toBeNull();
  });

  it('refuses answers off the scale, and scales that are none', () => {
    expect(() => satisfaction([6], scale)).toThrow('an answer is a whole number from 1 to 5, not 6');
    expect(() => satisfaction([1], { least: 5, greatest: 5 })).toThrow('a scale goes from one whole number');
    expect(() => satisfaction([1], scale, 5)).toThrow('a scale from 1 to 5 has no top 5');
    expect(() => satisfactionIndex([[0]], scale)).toThrow('not 0');
  });
});
