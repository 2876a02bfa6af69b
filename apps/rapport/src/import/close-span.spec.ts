import { inRequests, spanToClose } from './close-span';

const span = { from: '1970-01-01', to: '2026-11-29' };

describe('what an import closes', () => {
  it('is all of it, where that is no great number of days', () => {
    const short = { from: '2014-01-01', to: '2026-11-29' };
    expect(spanToClose(short, 'day', null)).toEqual(short);
    expect(spanToClose(span, 'week', null)).toEqual(span);
  });

  it('is asked for where one line with a wrong year would make it very long', () => {
    expect(() => spanToClose(span, 'day', null)).toThrow(/20,787 days, as the earliest event is of 1970-01-01.*--close-from/); // prettier-ignore
    expect(spanToClose(span, 'day', '1970-01-01')).toEqual(span);
  });

  it('begins with the day that somebody says, but not before the first event', () => {
    expect(spanToClose(span, 'day', '2026-11-01')).toEqual({ from: '2026-11-01', to: '2026-11-29' });
    expect(spanToClose(span, 'month', '1960-01-01')).toEqual(span);
    expect(spanToClose(span, 'day', '2026-11-30')).toBeNull();
  });

  it('is asked for in parts that follow upon each other', () => {
    const parts = inRequests(span, 'day');
    expect(parts.map(({ from }) => from)).toEqual(['1970-01-01', '1983-09-10', '1997-05-19', '2011-01-26', '2024-10-04']); // prettier-ignore
    expect(parts.map(({ to }) => to)).toEqual(['1983-09-09', '1997-05-18', '2011-01-25', '2024-10-03', '2026-11-29']);
    expect(inRequests(span, 'week')).toEqual([span]);
    expect(inRequests({ from: '2026-11-29', to: '2026-11-29' }, 'day')).toHaveLength(1);
  });
});
