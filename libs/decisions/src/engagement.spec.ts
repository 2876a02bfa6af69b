import fc from 'fast-check';
import { engagementFalls, type EngagedDay } from './engagement';

const params = { engagementDays: 30, engagementFall: 0.5 };
const CLOSE = 1_000;
const on = (channel: string, ...ago: readonly number[]): readonly EngagedDay[] =>
  ago.map((days) => ({ channel, day: CLOSE - days, eventId: `${channel} ${days}` }));
/** Every so many days, from one number of days ago to another. */
const every = (step: number, from: number, to: number): readonly number[] =>
  Array.from({ length: Math.floor((from - to) / step) + 1 }, (_, n) => from - n * step);
const falls = (engaged: readonly EngagedDay[], more: object = {}) => engagementFalls(engaged, CLOSE, { ...params, ...more }); // prettier-ignore

describe('a fall in engagement', () => {
  it('is far fewer days than usual, on the channel where it is so', () => {
    const engaged = [...on('web', ...every(3, 200, 0).filter((ago) => ago > 40 || ago === 8)), ...on('email', ...every(3, 200, 0))]; // prettier-ignore
    expect(falls(engaged)).toEqual([
      { channel: 'web', recent: 1, usual: 9.35, spanDays: 30, day: CLOSE - 8, eventId: 'web 8' },
    ]);
  });

  it('is none while half of the usual days are left, or chance would do', () => {
    expect(falls(on('web', ...every(3, 200, 31), 1, 5, 9, 13, 17))).toEqual([]);
    // Four a month: that one month has one only says nothing.
    expect(falls(on('web', ...every(7, 200, 31), 4))).toEqual([]);
    expect(falls(on('web', ...every(7, 200, 31)))).toMatchObject([{ recent: 0, usual: 4.24 }]);
    expect(falls(on('web', ...every(14, 200, 31)))).toEqual([]);
  });

  it('needs a history of three spans, and forgets who has been away for long', () => {
    expect(falls(on('web', ...every(2, 110, 31)))).toEqual([]);
    expect(falls(on('web', ...every(2, 120, 31)))).toMatchObject([{ channel: 'web', recent: 0 }]);
    expect(falls(on('web', ...every(2, 400, 190)))).toEqual([]);
    expect(falls([])).toEqual([]);
    expect(falls(on('web', ...every(2, 200, 31)), { engagementDays: 0 })).toEqual([]);
  });

  it('never sees what comes after the close, and more days never make one', () => {
    const days = fc.uniqueArray(fc.integer({ min: -20, max: 220 }), { maxLength: 60 });
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 29 }), (ago, one) => {
        const found = falls(on('web', ...ago));
        expect(falls(on('web', ...ago.filter((day) => day >= 0)))).toEqual(found);
        expect(falls(on('web', ...[...ago].reverse()))).toEqual(found);
        if (found.length === 0 && ago.length > 0 && !ago.includes(one)) {
          const first = Math.max(...ago);
          if (first > one) expect(falls(on('web', ...ago, one))).toEqual([]);
        }
      }),
    );
  });
});
