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

  it('take seconds from any value: hours since a day, for example', () =>
    expect(fieldOf({ time: '2026-01-01', zone: 'UTC', plusSeconds: { product: ['{a}', 3600] } }, '36')).toBe(
      '2026-01-02T12:00:00.000Z',
    ));

  it.each([
    ['de', '29. März 2020', '2020-03-29'],
    ['de', '1. Dez. 2020', '2020-12-01'],
    ['fr', '14 août 2020', '2020-08-14'],
    ['fr', '3 févr. 2020', '2020-02-03'],
    ['fr', '3 fevrier 2020', '2020-02-03'],
    ['pt-BR', '7 dez 2020', '2020-12-07'],
    ['ru', '5 января 2020', '2020-01-05'],
  ])('know months in %s: %s', (language, text, day) =>
    expect(fieldOf({ day: '{a}', format: ['d. MMMM yyyy', 'd MMM yyyy'], language }, text)).toBe(day),
  );

  it('know no month by a beginning that two have, and days of the week by their own', () => {
    const day = (format: string, text: string) => fieldOf({ day: '{a}', format, language: 'fr' }, text);
    expect(() => day('d MMM yyyy', '3 jui 2020')).toThrow('is no day of the given format');
    expect(day('EEE d MMMM yyyy', 'mercredi 1 avril 2020')).toBe('2020-04-01');
    expect(() => day('EEE d MMMM yyyy', 'jeudi 1 avril 2020')).toThrow('is no day of the given format');
  });

  it.each(['xx-klingon-', 'qqq', 7])('know no language %s', (language) =>
    expect(() => fieldOf({ day: '{a}', format: 'd MMM yyyy', language }, '1 May 2020')).toThrow('language: must be'),
  );
});
