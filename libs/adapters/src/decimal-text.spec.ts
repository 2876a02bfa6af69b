import fc from 'fast-check';
import { decimalText } from './decimal-text';

const plain = { point: '.', group: '' };

describe('a number as files write it', () => {
  it.each([
    ['12.50', '12.50'],
    ['+7', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007.10', '7.10'],
    ['12-', '-12'],
    ['(3.20)', '-3.20'],
    ['-0.00', '0.00'],
    ['1.2E3', '1200'],
    ['12E-3', '0.012'],
    [' 4 ', '4'],
  ])('%s is %s', (text, decimal) => expect(decimalText(text, plain)).toBe(decimal));

  it.each(['', '-', '.', '1,000', '12a', '1e9999', '--2', '(-2)', '1.2.3', 'NaN', '0x10', '١'])('%j is none', (text) =>
    expect(decimalText(text, plain)).toBeNull(),
  );

  it('knows the signs of other countries', () => {
    expect(decimalText('1.234,50', { point: ',', group: '.' })).toBe('1234.50');
    expect(decimalText('1,234.50', { point: '.', group: ',' })).toBe('1234.50');
    expect(decimalText("1'234.5", { point: '.', group: "'" })).toBe('1234.5');
    expect(decimalText('12.50', { point: ',', group: '' })).toBeNull();
  });

  it.each([
    ['1.234.567,89', ',', '.', '1234567.89'],
    ['12,34,567.5', '.', ',', '1234567.5'],
    ['1\u00a0234,50', ',', ' ', '1234.50'],
    ['1\u202f234', ',', '\u00a0', '1234'],
    ['1\u2019234.50', '.', "'", '1234.50'],
    ['\u22125,00', ',', '.', '-5.00'],
    ['(1.000)', ',', '.', '-1000'],
    ['12,50', ',', '.', '12.50'],
  ])('%s with %s and %s is %s', (text, point, group, decimal) =>
    expect(decimalText(text, { point, group })).toBe(decimal),
  );

  it.each(['12.50', '1.2.3', '12.03.2020', '1.23,00', '0.125', '1,234.567', '1234.567', '.123', '1.234.'])(
    '%s has no thousands with a dot between',
    (text) => expect(decimalText(text, { point: ',', group: '.' })).toBeNull(),
  );

  it('keeps every plain decimal as it is', () =>
    fc.assert(
      fc.property(fc.bigInt(), fc.nat({ max: 9 }), (digits, places) => {
        const text = `${digits < 0n ? '-' : ''}${String(digits)
          .replace('-', '')
          .padStart(places + 1, '0')}`;
        const decimal = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
        expect(Number(decimalText(decimal, plain))).toBe(Number(decimal) || 0);
        expect(decimalText(decimal, plain)?.split('.')[1]?.length ?? 0).toBe(places);
      }),
    ));
});
