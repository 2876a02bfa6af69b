import { fieldOf } from './given';

const at = (text: string, plusSeconds = '0'): unknown =>
  fieldOf({ time: '2026-01-01T00:00:00Z', plusSeconds: '{b}', zone: 'UTC' }, text, plusSeconds);

describe('times of rows', () => {
  it.each(['1e300', '9999999999', '-9999999999'])('end where nobody lives any more: %s seconds later', (seconds) =>
    expect(() => at('', seconds)).toThrow('with plusSeconds is not in the years 1900 to 2199'),
  );

  it('add no seconds that are no number', () => {
    expect(at('', '90.5')).toBe('2026-01-01T00:01:30.500Z');
    expect(() => at('', '0x10')).toThrow('plusSeconds is no number');
  });

  it('say the day where the clock hung', () => {
    expect(fieldOf({ day: '{a}' }, '2026-11-20T23:30:00-05:00')).toBe('2026-11-20');
    expect(fieldOf({ day: '{a}' }, '2026-11-20T00:30:00+09:00')).toBe('2026-11-20');
  });

  it.each(['99999999999999', '-99999999999999'])('have no day %s seconds away', (text) =>
    expect(() => fieldOf({ day: '{a}', format: 'epoch-seconds' }, text)).toThrow('is not in the years 1 to 9999'),
  );

  it('refuse a pattern that would read them wrongly, with all its faults', () =>
    expect(() => fieldOf({ time: '{a}', format: 'YYYY-mm-dd', zone: 'UTC' }, '2026-11-20')).toThrow(
      /has YYYY.*\n.*has no year\n.*has days but no month/,
    ));
});
