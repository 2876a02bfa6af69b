import { dayNumber } from '@rapport/decisions';
import { badExperiences } from './bad-experiences';
import { occurrenceRow, occurrencesOf, type OccurrenceRow } from './occurrences';
import { fact, handleNamed } from '@rapport/fold/given';

const DAY_MS = 86_400_000;
const handle = handleNamed('li');
const close = dayNumber('2026-03-31');
const row = (type: string, occurredAt: string, data: object): OccurrenceRow => {
  const at = { channel: 'business', handle, handles: [{ handle, type: 'email', sealed: 'cell' }], source: 'crm/1' };
  return occurrenceRow(fact(type as 'CaseClosed', data as never, { ...at, occurredAt: `${occurredAt}T12:00:00.000Z` } as never))!; // prettier-ignore
};
const told = (...rows: readonly (OccurrenceRow | null)[]): readonly string[] =>
  badExperiences(
    occurrencesOf(rows.filter((one) => one !== null), (at) => Math.floor(at / DAY_MS)), // prettier-ignore
    { to: (close + 1) * DAY_MS, close, badDays: 30, contractDays: 60 },
  ).map(({ kind, day }) => `${kind} ${close - day}`);

const complaint = (day: string, more: object = {}) => row('CaseOpened', day, { caseId: 'C1', kind: 'complaint', ...more }); // prettier-ignore
const moved = (type: string, day: string) => row(type, day, { caseId: 'C1' });

it('counts a complaint while it is open, and for a month when it was answered late', () => {
  expect(told(complaint('2026-03-31'))).toEqual(['complaint-open 0']);
  expect(told(complaint('2026-03-28'))).toEqual(['complaint-late 2', 'complaint-open 3']);
  expect(told(complaint('2026-03-28'), moved('CaseAnswered', '2026-03-29'))).toEqual([]);
  expect(told(complaint('2026-03-20'), moved('CaseAnswered', '2026-03-29'))).toEqual(['complaint-late 10']);
  expect(told(complaint('2026-03-20', { dueAt: '2026-03-30T12:00:00.000Z' }), moved('CaseAnswered', '2026-03-29'))).toEqual([]); // prettier-ignore
  expect(told(complaint('2026-02-20'), moved('CaseAnswered', '2026-02-28'))).toEqual([]);
  const again = [complaint('2026-03-20'), moved('CaseAnswered', '2026-03-20'), moved('CaseReopened', '2026-03-30')];
  expect(told(...again)).toEqual(['came-back 1', 'complaint-open 11']);
  expect(told(...again, moved('CaseClosed', '2026-03-31'))).toEqual(['came-back 1']);
  // Nobody ever closed it: after a quarter it is a case that somebody forgot, not a customer who waits.
  expect(told(complaint('2025-12-01'))).toEqual([]);
  expect(told(row('CaseOpened', '2026-03-31', { caseId: 'C1', kind: 'enquiry' }))).toEqual([]);
});

it('counts what happened within a month', () => {
  const answer = (score: number, more: object = {}) =>
    row('SurveyAnswered', '2026-03-30', { survey: 's', question: 'q', score, scaleMin: 1, scaleMax: 5, ...more });
  expect([told(answer(5)), told(answer(4)), told(answer(4, { aspect: 'expected' }))]).toEqual([[], ['not-satisfied 1'], []]); // prettier-ignore
  expect(told(row('DeliveryFailed', '2026-03-01', { orderId: 'o', reason: 'lost' }))).toEqual(['delivery-failed 30']);
  expect(told(row('DeliveryFailed', '2026-02-28', { orderId: 'o', reason: 'lost' }))).toEqual([]);
  expect(told(row('PromiseBroken', '2026-03-31', { promiseId: 'p' }))).toEqual(['promise-broken 0']);
  const plan = (direction: string) => row('PlanChanged', '2026-03-31', { contractId: 'K', toPlan: 'x', direction });
  expect([told(plan('down')), told(plan('up'))]).toEqual([['downgraded 0'], []]);
  const mood = (sentiment: number) => row('WrapUpRecorded', '2026-03-31', { contactId: 'c', disposition: 'd', sentiment }); // prettier-ignore
  expect([told(mood(-0.3)), told(mood(-0.2))]).toEqual([['negative-words 0'], []]);
  expect(told(row('DeliveryFailed', '2026-04-01', { orderId: 'o', reason: 'lost' }))).toEqual([]);
});

it('counts contracts that end soon, and notices until they are taken back', () => {
  const contract = (type: string, day: string, data: object = {}) => row(type, day, { contractId: 'K', ...data });
  const begun = contract('ContractStarted', '2025-05-01', { endsOn: '2026-05-01' });
  expect(told(begun)).toEqual(['contract-ending 29']); // 31 days are left of 60
  expect(told(begun, contract('ContractRenewed', '2026-03-01', { endsOn: '2027-05-01' }))).toEqual([]);
  expect(told(begun, contract('NoticeGiven', '2026-03-01'))).toEqual(['notice-given 30']);
  expect(told(begun, contract('NoticeGiven', '2026-03-01'), contract('NoticeWithdrawn', '2026-03-02'))).toEqual(['contract-ending 29']); // prettier-ignore
  expect(told(begun, contract('ContractEnded', '2026-03-01'))).toEqual([]);
});

it('counts bills that were due and are not paid, and those that were paid late', () => {
  const bill = { billId: 'B', currency: 'EUR', amount: '10.00' };
  const issued = (dueAt: string) => row('BillIssued', '2026-03-01', { ...bill, dueAt });
  expect(told(issued('2026-03-11T12:00:00.000Z'))).toEqual(['paid-late 20']);
  expect(told(issued('2026-04-11T12:00:00.000Z'))).toEqual([]);
  expect(told(issued('2026-03-11T12:00:00.000Z'), row('BillPaid', '2026-03-10', bill))).toEqual([]);
  expect(told(issued('2026-03-11T12:00:00.000Z'), row('BillPaid', '2026-03-12', bill))).toEqual(['paid-late 20']);
});
