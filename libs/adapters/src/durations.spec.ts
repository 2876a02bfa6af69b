import { fieldOf } from './given';

const seconds = (text: string, parts?: string): unknown => fieldOf({ seconds: '{a}', ...(parts && { parts }) }, text);

describe('seconds', () => {
  it.each([
    ['0:03:12', 192],
    ['27:00:01', 97_201],
    ['1 02:03:04', 93_784],
    ['1.02:03:04', 93_784],
    ['00:00:01.6', 2],
    ['192', 192],
    ['191.5', 192],
    ['PT3M12S', 192],
    ['P1DT1H', 90_000],
    ['PT0.4S', 0],
  ])('of %s are %d', (text, expected) => expect(seconds(text)).toBe(expected));

  it('of two parts are asked for: nobody can tell minutes from hours', () => {
    expect([seconds('3:12', 'm:s'), seconds('3:12', 'h:m'), seconds('90:00', 'm:s')]).toEqual([192, 11_520, 5_400]);
    expect(() => seconds('3:12')).toThrow(/say "parts": "m:s" or "h:m"$/);
  });

  it.each(['3:72', '1:60:00', 'P', 'PT', '-5', 'Li Wei', '3:1:2'])('of %s are a fault', (text) => {
    expect(() => seconds(text, 'm:s')).toThrow(/is no duration$/);
  });

  it('of nothing are nothing', () => expect(seconds('')).toBeUndefined());
});

describe('elapsed seconds', () => {
  const zone = 'Europe/Berlin';
  const between = (from: string, to: string): unknown =>
    fieldOf(
      {
        elapsed: [
          { of: '{a}', zone },
          { of: '{b}', zone, after: { of: '{a}', zone } },
        ],
      },
      from,
      to,
    );

  it('lie between two times, of which both must be there', () => {
    expect(between('2026-01-01 10:00', '2026-01-01 10:03:12')).toBe(192);
    expect([between('2026-01-01 10:00', ''), between('', '2026-01-01 10:00')]).toEqual([undefined, undefined]);
  });

  it('never go backwards', () => {
    expect(() => between('2026-01-01 10:00', '2026-01-01 09:59')).toThrow(/ends before it begins$/);
  });

  it('are right in the night when the clock is put back: what comes after is the second of two hours', () => {
    expect(between('2025-10-26 02:58', '2025-10-26 02:03')).toBe(300);
    expect(between('2025-10-26 01:58', '2025-10-26 02:03')).toBe(300);
    const late = { of: '{b}', zone, after: { of: '{a}', zone }, overlap: 'earlier' };
    expect(() => fieldOf({ elapsed: [{ of: '{a}', zone }, late] }, '2025-10-26 02:58', '2025-10-26 02:03')).toThrow(/ends before/); // prettier-ignore
  });
});
