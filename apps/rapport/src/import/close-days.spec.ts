import { daysOf } from './close-days';

const now = new Date('2026-11-22T12:00:00Z');
const file = (firstOccurredAt: string | null, lastOccurredAt = firstOccurredAt) => ({
  firstOccurredAt,
  lastOccurredAt,
});

describe('the days that an import closes', () => {
  it('are the local ones, from the first to the last event of all files', () => {
    const files = [file('2011-06-30T23:30:00.000Z'), file('2010-12-01T08:26:00.000Z', '2011-01-01T00:00:00.000Z')];
    expect(daysOf(files, 'UTC', now)).toEqual({ from: '2010-12-01', to: '2011-06-30' });
    expect(daysOf(files, 'Europe/London', now)).toEqual({ from: '2010-12-01', to: '2011-07-01' });
  });

  it('end with the last day that is over', () => {
    expect(daysOf([file('2026-11-01T00:00:00.000Z', '2026-11-22T10:00:00.000Z')], 'UTC', now)).toEqual({
      from: '2026-11-01',
      to: '2026-11-21',
    });
    expect(daysOf([file('2026-11-22T10:00:00.000Z')], 'UTC', now)).toBeNull();
  });

  it('are none when nothing was imported', () => expect(daysOf([file(null)], 'UTC', now)).toBeNull());
});
