import { fieldOf } from './given';

describe('values', () => {
  it('are texts with columns in them, absent when one is empty', () => {
    expect(fieldOf('{a}', 'x')).toBe('x');
    expect(fieldOf('{a}-{b}', 'x', 'y')).toBe('x-y');
    expect(fieldOf('{a}-{b}', 'x')).toBeUndefined();
    expect(fieldOf('{{{a}}}', 'x')).toBe('{x}');
    expect(fieldOf('constant')).toBe('constant');
    expect(fieldOf(5)).toBe(5);
  });

  it('are computed exactly', () => {
    expect(fieldOf({ product: ['{a}', '{b}'] }, '3', '0.1')).toBe('0.3');
    expect(fieldOf({ product: ['{a}', '{b}'] }, '12', '0.001')).toBe('0.012');
    expect(fieldOf({ product: ['{a}', '{b}'] }, '12')).toBeUndefined();
    expect(fieldOf({ sum: ['{a}', '{b}', '{c}'] }, '0.1', '0.2')).toBe('0.3');
    expect(fieldOf({ difference: ['{a}', '{b}'] }, '1', '0.9')).toBe('0.1');
    expect(fieldOf({ decimal: '{a}', group: '.' }, '1.234,50')).toBe('1234.50');
    expect(fieldOf({ negate: { product: ['{a}', '{b}'] } }, '-2', '3.50')).toBe('7.00');
    expect(fieldOf({ absolute: '{a}' }, '-3')).toBe('3');
    expect(fieldOf({ round: { decimal: '{a}', point: ',' }, places: 2 }, '2,345')).toBe('2.34');
  });

  it('have the kind that the field has', () => {
    expect(fieldOf({ number: '{a}' }, '4.50')).toBe(4.5);
    expect(fieldOf({ flag: '{a}' }, 'Yes')).toBe(true);
    expect(fieldOf({ flag: '{a}', yes: ['j'], no: ['n'] }, 'N')).toBe(false);
    expect(fieldOf({ text: '{a}', as: 'slug' }, 'Street Light Outages')).toBe('street-light-outages');
    expect(fieldOf({ text: '{a}', cut: 3 }, 'abcdef')).toBe('abc');
    expect(fieldOf({ text: '{a}', pad: 4 }, '45')).toBe('0045');
    expect(fieldOf({ text: '{a}', pad: 4 }, '16310')).toBe('16310');
    expect(fieldOf({ text: '{a}', pad: 4 }, '')).toBeUndefined();
    expect(() => fieldOf({ text: '{a}', pad: 41 }, '')).toThrow('pad: must be 1 to 40 signs');
    expect(fieldOf({ join: ['{a}', '{b}', '{c}'], with: ' ' }, '5', '', 'Rosenweg')).toBe('5 Rosenweg');
    expect(fieldOf({ day: '{a}', format: 'M/d/yyyy' }, '5/8/1986')).toBe('1986-05-08');
    expect(fieldOf({ time: '{a}', zone: 'Europe/Berlin' }, '2026-01-01 00:30')).toBe('2025-12-31T23:30:00.000Z');
    expect(fieldOf({ json: '{a}' }, '{"x":[1]}')).toEqual({ x: [1] });
    expect(fieldOf({ list: [{ object: { sku: '{a}', no: '{b}' } }, '{c}'] }, 'A')).toEqual([{ sku: 'A' }]);
  });

  it('are chosen by what the row says', () => {
    const outcome = { map: { AGENT: 'answered', HANG: 'abandoned' }, of: '{a}' };
    expect(fieldOf(outcome, 'AGENT')).toBe('answered');
    expect(fieldOf({ ...outcome, else: 'other' }, 'x')).toBe('other');
    const cases = { cases: [{ when: { column: 'a', above: 10 }, then: 'big' }], else: 'small' };
    expect([fieldOf(cases, '11'), fieldOf(cases, '10'), fieldOf(cases, 'x')]).toEqual(['big', 'small', 'small']);
    expect(fieldOf({ first: ['{a}', '{b}'] }, '', 'y')).toBe('y');
    expect(fieldOf({ value: '{a}', when: { column: 'b', empty: true } }, 'x', 'y')).toBeUndefined();
  });

  it.each([
    ['a number', { number: '{a}' }],
    ['an amount', { decimal: '{a}' }],
    ['a product', { product: ['{a}', '2'] }],
    ['a flag', { flag: '{a}' }],
    ['a day', { day: '{a}' }],
    ['a time', { time: '{a}', zone: 'UTC' }],
    ['JSON', { json: '{a}' }],
    ['a listed word', { map: { x: 'y' }, of: '{a}' }],
  ])('that are not %s are a fault that does not repeat them', (_, value) => {
    expect(() => fieldOf(value, 'Li Wei')).toThrow();
    expect(() => fieldOf(value, 'Li Wei')).not.toThrow(/Li Wei/);
  });
});
