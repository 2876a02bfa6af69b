import fc from 'fast-check';
import { isDay, parseInstant } from './instant';

it.each([
  ['2026-11-20T17:04:05+01:00', '2026-11-20T16:04:05.000Z'],
  ['2026-11-20t17:04:05.1z', '2026-11-20T17:04:05.100Z'],
  ['2026-11-20 17:04:05.123987Z', '2026-11-20T17:04:05.123Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
  ['2024-02-29T00:00:00-00:00', '2024-02-29T00:00:00.000Z'],
  ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
])('reads %s as %s', (text, utc) => expect(parseInstant(text)).toBe(utc));

it.each([
  '2026-11-20T17:04:05',
  '2026-11-20',
  '2026-11-20T17:04Z',
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-11-20T24:00:00Z',
  '2026-11-20T17:60:00Z',
  '2026-11-20T17:04:61Z',
  '2026-11-20T17:04:05+25:00',
  '1899-12-31T23:59:59Z',
  '2200-01-01T00:00:00Z',
  '1900-01-01T00:00:00+01:00',
  ' 2026-11-20T17:04:05Z',
  'Fri, 20 Nov 2026 17:04:05 GMT',
  '1700000000000',
  '',
])('does not guess what %p means', (text) => expect(parseInstant(text)).toBeNull());

it('gives the same moment for any offset, and text order is time order', () => {
  const moment = fc.date({ min: new Date('1900-01-02'), max: new Date('2199-12-30'), noInvalidDate: true });
  fc.assert(
    fc.property(moment, moment, fc.integer({ min: -14 * 60, max: 14 * 60 }), (a, b, offset) => {
      const pad = (n: number) => String(Math.trunc(Math.abs(n))).padStart(2, '0');
      const local = new Date(a.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const text = `${local}${offset < 0 ? '-' : '+'}${pad(offset / 60)}:${pad(offset % 60)}`;
      expect(parseInstant(text)).toBe(a.toISOString());
      const [first, second] = [parseInstant(a.toISOString())!, parseInstant(b.toISOString())!];
      expect(first < second).toBe(a.getTime() < b.getTime());
    }),
  );
});

it('knows the calendar', () => {
  expect(isDay('2000-02-29')).toBe(true);
  expect(['1900-02-29', '2026-04-31', '2026-00-10', '26-01-01'].filter(isDay)).toEqual([]);
});
