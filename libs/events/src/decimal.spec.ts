import Big from 'big.js';
import fc from 'fast-check';
import {
  addDecimal,
  compareDecimal,
  decimalOfNumber,
  divideDecimal,
  isDecimal,
  multiplyDecimal,
  negateDecimal,
  roundDecimal,
  subtractDecimal,
} from './decimal';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]) => {
    const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
    const point = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    return digits < 0n ? `-${point}` : point;
  });

it('adds as one does on paper', () => {
  expect(addDecimal('129.90', '0.10')).toBe('130.00');
  expect(addDecimal('0.1', '0.2')).toBe('0.3');
  expect(addDecimal('9007199254740993', '0.001')).toBe('9007199254740993.001');
  expect(addDecimal('-0.10', '0.1')).toBe('0.00');
  expect(multiplyDecimal('0.001', '-3')).toBe('-0.003');
  expect(multiplyDecimal('12345678901234567.123456789', '0.000000001')).toBe('12345678.901234567123456789');
  expect(negateDecimal('0.00')).toBe('0.00');
  expect(['1', '5', '-2'].map((a) => divideDecimal(a, '8', 2))).toEqual(['0.12', '0.62', '-0.25']);
  expect([divideDecimal('1', '0', 2), divideDecimal('-0.001', '8', 2)]).toEqual([null, '0']);
  expect([1e-7, 2e21, 0.1 + 0.2, -0].map(decimalOfNumber)).toEqual([
    ...['0.0000001', '2000000000000000000000', '0.30000000000000004', '0'],
  ]);
});

const short = fc
  .tuple(fc.boolean(), fc.nat(20_000), fc.option(fc.stringMatching(/^\d{1,4}$/), { nil: null }))
  .map(([minus, whole, places]) => `${minus ? '-' : ''}${whole}${places === null ? '' : `.${places}`}`);
const odd = fc.constantFrom(
  '',
  '-',
  '.',
  '5.',
  '.5',
  '-.5',
  '1e3',
  '0',
  '-0',
  '-0.00',
  '007',
  ' 1',
  '1.2.3',
  '--1',
  '½',
);
const placesIn = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

it('gives what Big gives, also for what is hardly a number', () => {
  const outcome = (of: () => unknown): unknown => {
    try {
      return of();
    } catch {
      return 'no number';
    }
  };
  fc.assert(
    fc.property(fc.oneof(short, decimal, odd), fc.oneof(short, decimal, odd), (a, b) => {
      const places = Math.max(placesIn(a), placesIn(b));
      const plain = (text: string): string => text.replace(/^-(?=0(\.0*)?$)/, '');
      expect(outcome(() => addDecimal(a, b))).toBe(outcome(() => new Big(a).plus(b).toFixed(places)));
      expect(outcome(() => subtractDecimal(a, b))).toBe(outcome(() => plain(new Big(a).minus(b).toFixed(places))));
      expect(outcome(() => compareDecimal(a, b))).toBe(outcome(() => new Big(a).cmp(b)));
    }),
    { numRuns: 2_000 },
  );
});

it('a total is the same in any order', () =>
  fc.assert(
    fc.property(fc.array(decimal, { minLength: 1 }), (amounts) => {
      const total = amounts.reduce(addDecimal);
      expect([...amounts].reverse().reduce(addDecimal)).toBe(total);
      expect(isDecimal(total)).toBe(true);
    }),
  ));

it('what was added can be taken away', () =>
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      expect(compareDecimal(subtractDecimal(addDecimal(a, b), b), a)).toBe(0);
      expect(subtractDecimal(a, b)).toBe(addDecimal(a, negateDecimal(b)));
    }),
  ));

it('rounds half to even', () => {
  expect(['0.125', '0.135', '-0.125', '2.5', '-0.001'].map((text) => roundDecimal(text, 2))).toEqual([
    '0.12',
    '0.14',
    '-0.12',
    '2.50',
    '0.00',
  ]);
});

it('compares by value', () =>
  expect(['1.0', '0.99', '1.01'].map((text) => compareDecimal(text, '1'))).toEqual([0, -1, 1]));

it.each(['', '1e3', '.5', '1.', '01', '+1', '1,5', 'NaN'])('%p is not a decimal', (text) =>
  expect(isDecimal(text)).toBe(false),
);
