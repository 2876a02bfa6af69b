import { compiled } from './given';

const PAID = { field: 'type', is: 'PurchaseMade' };
const measures = {
  ...{ orders: 'count', buyers: { distinct: 'customer' }, revenue: { sum: 'amount' }, mean: { avg: 'amount' } },
  ...{
    points: { max: 'pointsEarned' },
    first: { first: 'amount' },
    since: { min: 'occurredAt' },
    best: { top: 'payment' },
  },
  steps: { funnel: [{ step: 'once', where: PAID }, { step: 'twice', where: PAID }] }, // prettier-ignore
  waited: { between: { from: PAID, to: PAID } },
};
const doubted = (of: string, to: string): readonly string[] =>
  compiled({ events: { types: ['PurchaseMade'] }, measures: { ...measures, x: { ratio: { of, to } } } }).doubts.map(({ at, message }) => `${at}: ${message}`); // prettier-ignore

describe('a ratio', () => {
  it.each([
    ...[['orders', 'buyers'], ['revenue', 'orders'], ['mean', 'revenue'], ['points', 'orders'], ['first', 'orders']],
    ...[['steps', 'orders'], ['steps', 'steps'], ['waited', 'buyers']],
  ])('of %s by %s can be', (of, to) => expect(doubted(of!, to!)).toEqual([])); // prettier-ignore

  it.each([
    ['since', 'orders', '/measures/x/ratio/of: since shows no number'],
    ['best', 'orders', '/measures/x/ratio/of: best shows no number'],
    ['orders', 'since', '/measures/x/ratio/to: since shows no number, by which orders (one number) cannot be divided'],
    ['orders', 'revenue', '/measures/x/ratio/to: revenue shows money by currency, by which orders (one number)'],
    [
      'revenue',
      'steps',
      '/measures/x/ratio/to: steps shows the steps of a funnel, by which revenue (money by currency)',
    ],
  ])('of %s by %s would be null in every row, and is said to be no good', (of, to, message) =>
    expect(doubted(of, to)).toEqual([expect.stringContaining(message)]),
  );
});
