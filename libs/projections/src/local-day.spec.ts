import { isZone, localDayIn } from './local-day';

describe('the local day', () => {
  it.each([
    ['UTC', '2026-11-20T23:59:59.999Z', '2026-11-20'],
    ['Europe/Berlin', '2026-11-20T22:59:59.999Z', '2026-11-20'],
    ['Europe/Berlin', '2026-11-20T23:00:00.000Z', '2026-11-21'],
    ['Europe/Berlin', '2026-07-20T22:00:00.000Z', '2026-07-21'],
    ['Asia/Shanghai', '2026-11-20T16:00:00.000Z', '2026-11-21'],
    ['Asia/Kathmandu', '2026-11-20T18:14:59.999Z', '2026-11-20'],
    ['Asia/Kathmandu', '2026-11-20T18:15:00.000Z', '2026-11-21'],
    ['Pacific/Apia', '2011-12-30T09:59:00.000Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31'],
    ['America/New_York', '1997-01-01T04:59:00.000Z', '1996-12-31'],
  ])('in %s at %s is %s', (zone, instant, day) => {
    const dayOf = localDayIn(zone);
    expect([dayOf(instant), dayOf(instant)]).toEqual([day, day]);
  });

  it('knows zones from other words', () =>
    expect(['UTC', 'Asia/Shanghai', 'Mars/Base', ''].map(isZone)).toEqual([true, true, false, false]));
});
