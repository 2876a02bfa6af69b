import { bucketIn, dayStartIn } from './zone-buckets';

describe('local buckets of quarters of an hour', () => {
  it.each([
    ['UTC', 'hour', '2026-11-20', 67, '2026-11-20T16:00+00:00'],
    ['Asia/Kathmandu', 'hour', '2026-11-20', 72, '2026-11-20T23:00+05:45'],
    ['Asia/Kathmandu', 'hour', '2026-11-20', 73, '2026-11-21T00:00+05:45'],
    ['Asia/Kolkata', 'hour', '2026-11-20', 73, '2026-11-20T23:00+05:30'],
    ['Asia/Kolkata', 'day', '2026-11-20', 74, '2026-11-21'],
    ['America/New_York', 'month', '2026-12-01', 19, '2026-11'],
    ['America/New_York', 'month', '2026-12-01', 20, '2026-12'],
  ] as const)('in %s the %s of %s, quarter %d, is %s', (zone, by, day, quarter, name) =>
    expect(bucketIn(zone, by)(day, quarter)).toBe(name),
  );

  it('keeps apart the hour that comes twice when summer ends', () => {
    const hour = bucketIn('Europe/Berlin', 'hour');
    expect([hour('2026-10-25', 0), hour('2026-10-25', 4)]).toEqual([
      '2026-10-25T02:00+02:00',
      '2026-10-25T02:00+01:00',
    ]);
  });

  it.each([
    ['UTC', '2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-20', '2026-11-19T16:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-20', '2026-11-19T18:15:00.000Z'],
    ['America/New_York', '2026-07-01', '2026-07-01T04:00:00.000Z'],
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z'],
  ])('in %s the day %s begins at %s', (zone, day, instant) => expect(dayStartIn(zone, day)).toBe(instant));
});
