import { evaluationText } from './evaluate-text';
import { holdoutOf } from './evaluate';

it.each([
  ['13w', 91],
  ['90d', 90],
  ['1d', 1],
])('%s is %i days', (text, days) => expect(holdoutOf(text)).toBe(days));

it.each(['13', '0d', 'w', '13m', '600w', '-1d', '1.5w', ''])('refuses %j', (text) =>
  expect(() => holdoutOf(text)).toThrow('days or weeks like 90d or 13w'),
);

it('says how the model did, beside plain baselines, and what follows from it', () => {
  const text = evaluationText({
    ...{ rule: 'churn', version: 2, model: 'bg-nbd', frozenOn: '1997-09-30', until: '1998-06-30', customers: 2_357 },
    ...{ parameters: { buying: { r: 0.243, alpha: 4.414 } }, logLikelihood: -9582.429, atBounds: ['b'] },
    ...{ promoted: false, reason: 'not promoted: no better' },
    judged: {
      ...{ gone: 0.7, calibrationError: 0.021, calibration: [{ n: 12, predicted: 0.55, observed: 0.5 }] },
      rankings: [{ by: 'model', auc: 0.7733, lift10: null }],
      flags: [{ flag: 'critical', flagged: 40, precision: 0.925, recall: 0.1, longestAway: null }],
    },
  });
  expect(text.split('\n')).toEqual([
    'churn@2, bg-nbd: frozen at the end of 1997-09-30, held against what happened until 1998-06-30',
    '2357 customers, of whom 70.0 % bought nothing in that time',
    'fitted: r 0.243, alpha 4.414; log-likelihood -9582.429; at their bounds: b',
    '',
    'who stays away, ranked by  AUC    lift of the first tenth',
    'model                      0.773  –',
    '',
    'flagged   customers  precision  recall  precision of as many who are away for longest',
    'critical  40         92.5 %     10.0 %  –',
    '',
    'probability to buy nothing, predicted and observed (mean distance 2.1 %):',
    'customers  predicted  observed',
    '12         55.0 %     50.0 %',
    '',
    'not promoted: no better',
  ]);
});

it('speaks of contracts where those were judged', () => {
  const text = evaluationText({
    ...{ rule: 'contracts', version: 1, model: 'contract-logistic', frozenOn: '2026-06-30', until: '2026-09-28' },
    ...{ customers: 410, logLikelihood: -112.5, atBounds: [], promoted: true, reason: 'promoted: better' },
    parameters: { mean: { tenure: 2.1 }, spread: { tenure: 0.8 }, weight: { tenure: -0.4 }, calibration: { own: -2 } },
    judged: {
      ...{ of: 'contracts', contracts: 433, gone: 0.081, calibrationError: 0.012, calibration: [] },
      rankings: [{ by: 'probability that it ends', auc: 0.81, lift10: 4.2 }],
      flags: [{ flag: 'critical', flagged: 4, precision: 0.75, recall: 0.1, baseline: 0.25 }],
    },
  });
  expect(text).toContain(
    '433 contracts, of which 8.1 % ended in that time\nfitted: tenure -0.4; log-likelihood -112.5\n',
  );
  expect(text).toContain('which contracts end, ranked by');
  expect(text).toContain('critical  4          75.0 %     10.0 %  25.0 %');
});
