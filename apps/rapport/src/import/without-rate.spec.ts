import { Advice } from '../terminal';
import { closeRows } from './closes';
import { withoutRate } from './without-rate';

const answering = (answer: object) => async (): Promise<unknown> => answer;
const closes = {
  ...{ zone: 'UTC', closed: 3, skipped: 0, notOver: 0, first: '2009-12-31', last: '2010-02-28', position: '9' },
  rules: 'decided',
} as const;

describe('amounts without an exchange rate', () => {
  it('are told to whoever has days closed: tiers would rank everybody at nothing', async () => {
    const left = await withoutRate(answering({ date: '2010-02-28', close: { figures: { unconverted: 339 } } }));
    expect(closeRows({ ...closes, withoutRate: left }).at(-1)).toEqual([
      '  not counted in tiers',
      expect.stringMatching(/^339 amounts of the ranking of 2010-02-28: no exchange rate/),
    ]);
  });

  it.each([
    ['all are counted', { date: '2010-02-28', close: { figures: { unconverted: 0 } } }],
    ['the ranking says nothing of them', { date: '2010-02-28', close: { figures: {} } }],
    ['nothing was ranked', { date: null, close: null }],
  ])('are none where %s', async (_, answer) => {
    const left = await withoutRate(answering(answer));
    expect(left).toBeNull();
    expect(closeRows({ ...closes, withoutRate: left })).toHaveLength(2);
  });

  it('spoil no report where the ranking cannot be asked for', async () => {
    await expect(withoutRate(() => Promise.reject(new Advice('away')))).resolves.toBeNull();
    await expect(withoutRate(() => Promise.reject(new TypeError('a mistake')))).rejects.toThrow('a mistake');
  });
});
