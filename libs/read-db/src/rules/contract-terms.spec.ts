import { dayNumber } from '@rapport/decisions';
import { fact, handleNamed } from '@rapport/fold/given';
import { contractTerms } from './contract-terms';
import { occurrenceRow, occurrencesOf, type OccurrenceRow } from './occurrences';

const DAY_MS = 86_400_000;
const handle = handleNamed('li');
const row = (type: string, day: string, data: object = {}): OccurrenceRow => {
  const at = { channel: 'business', handle, handles: [{ handle, type: 'email', sealed: 'cell' }], source: 'crm/1' };
  return occurrenceRow(fact(type as 'ContractEnded', { contractId: 'K', ...data } as never, { ...at, occurredAt: `${day}T12:00:00.000Z` } as never))!; // prettier-ignore
};
const at = (day: string, ...rows: readonly OccurrenceRow[]) =>
  contractTerms(occurrencesOf(rows, (ms) => Math.floor(ms / DAY_MS)), dayNumber(day)).map(({ events: _, ...terms }) => terms); // prettier-ignore
const started = row('ContractStarted', '2025-01-10', { startsOn: '2025-01-01', endsOn: '2025-12-31', termMonths: 12, monthlyAmount: '30.00', currency: 'EUR' }); // prettier-ignore
const base = { contract: 'crm/1 K', startDay: dayNumber('2025-01-01'), notice: false, termMonths: 12, currency: 'EUR' };

it('knows how long a contract runs and what it costs, through renewals and other plans', () => {
  expect(at('2025-06-30', started)).toEqual([{ ...base, endDay: dayNumber('2025-12-31'), monthlyAmount: '30.00' }]);
  const renewed = row('ContractRenewed', '2025-12-20', { endsOn: '2026-12-31', autoRenew: true });
  const bigger = row('PlanChanged', '2026-02-01', { toPlan: 'x', direction: 'up', toMonthlyAmount: '45.00' });
  expect(at('2026-03-31', started, renewed, bigger)).toEqual([
    { ...base, endDay: dayNumber('2026-12-31'), autoRenew: true, monthlyAmount: '45.00' },
  ]);
  const smaller = row('PlanChanged', '2026-02-01', { toPlan: 'x', direction: 'down', toMonthlyAmount: '15.00' });
  expect(at('2026-03-31', started, smaller)).toMatchObject([{ monthlyAmount: '15.00' }]);
});

it('is over when somebody says so, or when its last day passed under notice or without going on by itself', () => {
  expect(at('2026-03-31', started, row('ContractEnded', '2026-01-02'))).toMatchObject([{ overOn: dayNumber('2026-01-02') }]); // prettier-ignore
  expect(at('2026-03-31', started)[0]).not.toHaveProperty('overOn');
  const notice = row('NoticeGiven', '2025-11-01', { endsOn: '2025-11-30' });
  expect(at('2025-11-15', started, notice)[0]).toMatchObject({ notice: true, endDay: dayNumber('2025-11-30') });
  expect(at('2025-11-15', started, notice)[0]).not.toHaveProperty('overOn');
  expect(at('2025-12-01', started, notice)[0]).toMatchObject({ overOn: dayNumber('2025-11-30') });
  const back = row('NoticeWithdrawn', '2025-11-05');
  expect(at('2025-12-15', started, notice, back)[0]).toMatchObject({ notice: false });
  expect(at('2025-12-15', started, notice, back)[0]).not.toHaveProperty('overOn');
  const fixed = row('ContractStarted', '2025-01-10', { endsOn: '2025-12-31', autoRenew: false });
  expect(at('2026-01-01', fixed)[0]).toMatchObject({ overOn: dayNumber('2025-12-31') });
});

it('takes one that begins again for another one', () => {
  const again = row('ContractStarted', '2026-05-01', { monthlyAmount: '9.00', currency: 'EUR' });
  const both = at('2026-06-30', started, row('ContractEnded', '2026-01-02'), again);
  expect(both).toMatchObject([{ overOn: dayNumber('2026-01-02') }, { startDay: dayNumber('2026-05-01'), monthlyAmount: '9.00' }]); // prettier-ignore
});
