import { readFileSync } from 'node:fs';
import { netPromoterScore, satisfaction, satisfactionIndex } from '@rapport/models';
import { parse } from 'csv-parse/sync';
import { expectedOf, published } from './published-data';

const SCALE = { least: 1, greatest: 10 };

describe('a survey of mobile phone customers', () => {
  const expected = expectedOf('survey-ecsi');
  const rows: Record<string, string>[] = parse(readFileSync(published('survey-ecsi/mobi.csv')), { columns: true });
  const answersTo = (question: string): number[] => rows.map((row) => Number(row[question]));

  it('has the published net promoter score and its standard error', () => {
    const { answers, promoters, passives, detractors, nps, standardError, interval } = netPromoterScore(
      answersTo('CUSL3'),
    )!;
    expect({ respondents: answers, promoters, passives, detractors }).toEqual({
      respondents: expected.respondents,
      promoters: expected.promoters,
      passives: expected.passives,
      detractors: expected.detractors,
    });
    expect(nps).toBeCloseTo(expected.nps, 9);
    expect(standardError).toBeCloseTo(expected.se, 4);
    expect(interval.map((end) => Number(end.toFixed(3)))).toEqual(expected.ci95);
  });

  it('has the published satisfaction, in forms that are far from each other', () => {
    const answers = answersTo(expected.csat_item);
    const two = satisfaction(answers, SCALE, 2)!;
    expect(two.mean).toBeCloseTo(expected.csat_mean, 9);
    expect(two.topBoxes).toBeCloseTo(expected.csat_top2_of_10, 9);
    expect(satisfaction(answers, SCALE, 4)!.topBoxes).toBeCloseTo(expected.csat_top4_of_10, 9);
    expect(two.topBox).toBe(answers.filter((answer) => answer === 10).length / answers.length);
    const index = satisfactionIndex(['CUSA1', 'CUSA2', 'CUSA3'].map(answersTo), SCALE);
    expect(index).toBeCloseTo(expected.index_0_100, 4);
  });
});
