import { fieldOf } from './given';

const birthday = (text: string, other?: unknown): unknown =>
  fieldOf({ try: { day: '{a}', format: 'yyyyMMdd' }, ...(other === undefined ? {} : { else: other }) }, text, 'b');

describe('a value that may be unreadable', () => {
  it('is itself where it can be read, and absent where it is absent', () => {
    expect(birthday('19080229')).toBe('1908-02-29');
    expect(birthday('', '{b}')).toBeUndefined();
  });

  it('is left out where it cannot, instead of the whole line', () => {
    expect(birthday('19090229')).toBeUndefined();
    expect(birthday('soon', '{b}')).toBe('b');
    expect(fieldOf({ try: { map: { x: 'y' }, of: '{a}' }, else: 'other' }, 'z')).toBe('other');
  });

  it('does not hide what is wrong with the other one', () =>
    expect(() => birthday('soon', { number: '{b}' })).toThrow('is no number'));
});
