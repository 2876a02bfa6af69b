import { dayNumber } from '@rapport/decisions';
import type { Counting } from './figures';
import { Rates } from './money';
import type { RuleInput } from './rule';
import { acquisitionCosts } from './worth-subjects';

const counting: Counting = { from: -Infinity, to: Infinity, basis: 'net', currency: 'EUR', rates: new Rates([]) };
/** The last day of the time that a cost is for, as the company's clocks have it. */
const lastDay = (zone: string, occurredAt: string, toDay: string | null): number => {
  const cost = { eventId: 'c', occurredAt, kind: 'acquisition', currency: 'EUR', amount: '9.00', toDay };
  const generalCosts = [{ ...cost, channel: null, campaign: null, fromDay: null }];
  const input = { generalCosts, close: { zone, endsAt: '2026-02-01T00:00:00.000Z' } } as unknown as RuleInput;
  return acquisitionCosts(input, counting).costs[0]!.to;
};

describe('costs of getting customers for which nobody named a time', () => {
  it('are for those who had come by their day, as it is called where the company is', () => {
    expect(lastDay('Asia/Shanghai', '2026-01-08T16:00:00.000Z', null)).toBe(dayNumber('2026-01-09'));
    expect(lastDay('America/New_York', '2026-01-08T04:59:59.999Z', null)).toBe(dayNumber('2026-01-07'));
    expect(lastDay('UTC', '2026-01-08T16:00:00.000Z', null)).toBe(dayNumber('2026-01-08'));
  });

  it('are for the named time whatever the zone', () => {
    expect(lastDay('Asia/Shanghai', '2026-01-08T16:00:00.000Z', '2026-01-31')).toBe(dayNumber('2026-01-31'));
  });
});
