import { shownAmount, shownSums } from './money';

describe('amounts', () => {
  it.each([
    ['EUR', '129.9', '129.90'],
    ['EUR', '0.001', '0.001'],
    ['EUR', '-5', '-5.00'],
    ['JPY', '1500', '1500'],
    ['JPY', '1500.5', '1500.5'],
    ['KWD', '1', '1.000'],
    ['points', '7', '7'],
  ])('of %s: %s is shown as %s', (currency, amount, shown) => expect(shownAmount(currency, amount)).toBe(shown));

  it('shows no margin where no cost is known', () => {
    const sums = { sales: 1, sold: '5', returns: 0, returned: '0', cancellations: 0, cancelled: '0', net: '5' };
    expect(shownSums('EUR', { ...sums, costed: 0, margin: '0' })).toMatchObject({ net: '5.00', margin: null });
    expect(shownSums('EUR', { ...sums, costed: 1, margin: '2' })).toMatchObject({ margin: '2.00' });
  });
});
