import { fieldOf } from './given';

const amount = (text: string, unit: unknown = ['€', 'EUR']): unknown =>
  fieldOf({ decimal: '{a}', point: ',', group: '.', unit }, text);

describe('units of amounts', () => {
  it.each([
    ['€ 1.234,50', '1234.50'],
    ['5 €', '5'],
    ['-€5', '-5'],
    ['€-5', '-5'],
    ['(5,00 EUR)', '-5.00'],
    ['5 EUR-', '-5'],
    ['EUR5', '5'],
    ['5', '5'],
  ])('are taken off %s', (text, decimal) => expect(amount(text)).toBe(decimal));

  it.each(['$5', '€', '5 € €', '€5€', '5 EURO', '€ EUR 5'])('do not make a number of %s', (text) =>
    expect(() => amount(text)).toThrow('is no number'),
  );

  it('must be texts', () => {
    expect(() => amount('5', '')).toThrow('field.unit');
    expect(() => amount('5', [7])).toThrow('unit[0]: must be a text');
    expect(amount('12,5 %', '%')).toBe('12.5');
  });
});
