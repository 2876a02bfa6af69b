import { fieldOf } from './given';

describe('a part of a text', () => {
  it('is what the first group of the pattern finds, or all that it finds', () => {
    expect(fieldOf({ number: { part: '{a}', matches: '^([1-5]) - ' } }, '5 - very satisfied')).toBe(5);
    expect(fieldOf({ part: '{a}', matches: '[0-9]+' }, 'order 17, 18')).toBe('17');
    expect(fieldOf({ part: '{a}', matches: '[0-9]+' }, 'none')).toBeUndefined();
    expect(fieldOf({ part: '{a}', matches: 'x(y)?' }, 'x')).toBeUndefined();
  });

  it('needs a pattern that is one', () => {
    expect(() => fieldOf({ part: '{a}', matches: '(' })).toThrow(/matches: is no regular expression/);
    expect(() => fieldOf({ part: '{a}' })).toThrow(/matches: must be a text/);
  });
});

describe('a text of several', () => {
  it('is split at a sign, a comma when none is said', () => {
    expect(fieldOf({ split: '{a}' }, 'vip,  billing,')).toEqual(['vip', 'billing']);
    expect(fieldOf({ split: '{a}', at: ';' }, 'A, B;C')).toEqual(['A, B', 'C']);
    expect([fieldOf({ split: '{a}' }, ''), fieldOf({ split: '{a}' }, ' , ')]).toEqual([undefined, undefined]);
  });
});
