import { fact, handleNamed } from '@rapport/fold/given';
import type { Fact } from '@rapport/events';
import { occurrenceRow, occurrencesOf } from './occurrences';
import { saleRow } from './sale-rows';

const handle = handleNamed('li');
const handles = [{ handle, type: 'email', sealed: 'cell' }] as never;
const happened = (type: string, data: object, more: object = {}): Fact =>
  fact(type as 'CallStarted', data as never, { channel: 'call', handle, handles, ...more } as never) as Fact;
const kindOf = (type: string, data: object = {}): string | null => occurrenceRow(happened(type, data))?.kind ?? null;

it('is service or advice where the customer began it', () => {
  expect(kindOf('CallStarted', { callId: 'c', direction: 'inbound' })).toBe('service');
  expect(kindOf('CallStarted', { callId: 'c', direction: 'outbound' })).toBe('reached');
  expect(['MailReceived', 'CaseOpened', 'AdviceRequested', 'ChatStarted'].map((type) => kindOf(type))).toEqual(
    Array.from({ length: 4 }, () => 'service'),
  );
  expect(['MailSent', 'VisitMade', 'CampaignSent'].map((type) => kindOf(type))).toEqual([
    'reached',
    'reached',
    'reached',
  ]);
  expect(['MailDelivered', 'PageViewed', 'PurchaseMade'].map((type) => kindOf(type))).toEqual([null, null, null]);
});

it('takes the end of a call for the call where nobody told its beginning', () => {
  const row = (type: string, data: object, at: string) =>
    occurrenceRow(happened(type, data, { eventId: `${type} ${at}`, occurredAt: `2026-01-01T${at}:00.000Z` }));
  const inbound = { callId: 'a', direction: 'inbound' };
  const rows = [
    row('CallEnded', { ...inbound, outcome: 'answered' }, '10:05'),
    row('CallStarted', inbound, '10:00'),
    row('CallEnded', { callId: 'b', direction: 'inbound', outcome: 'abandoned' }, '11:00'),
    row('CallEnded', { callId: 'c', direction: 'outbound', outcome: 'answered' }, '12:00'),
    row('CallStarted', { callId: 'd', direction: 'outbound' }, '13:00'),
    row('CallEnded', { callId: 'd', direction: 'outbound', outcome: 'missed' }, '13:01'),
  ].map((one) => one!);
  expect(occurrencesOf(rows, () => 1).map(({ eventId, kind, about }) => [eventId, kind, about['via']])).toEqual([
    ['CallStarted 10:00', 'service', 'call'],
    ['CallEnded 11:00', 'service', 'call'],
    ['CallEnded 12:00', 'reached', 'call'],
    ['CallStarted 13:00', 'reached', 'call'],
  ]);
  // Who called whom is not told: nobody knows whose contact it was.
  expect(kindOf('CallEnded', { callId: 'e', outcome: 'answered' })).toBeNull();
});

it('keeps which opportunity it is about, and whether that is open', () => {
  const about = (type: string) => occurrenceRow(happened(type, { opportunityId: 'O-1' }))?.about;
  expect(about('OpportunityOpened')).toEqual({ id: 'O-1', state: 'open' });
  expect(about('OpportunityLost')).toEqual({ id: 'O-1', state: 'closed' });
});

it('keeps what a person said of the customer, and accounts as their source knows them', () => {
  const about = (type: string, data: object, source: string) => occurrenceRow(happened(type, data, { source }))?.about;
  expect(about('StrategicValueSet', { value: 'develop', owner: 'team-k' }, 'crm/1')).toEqual({ value: 'develop', owner: 'team-k' }); // prettier-ignore
  expect(about('StrategicValueSet', { value: 'none' }, 'crm/1')).toEqual({ value: 'none' });
  const joined = ['crm/1', 'erp/1'].map((source) => about('AccountJoined', { accountId: 'A' }, source));
  expect(joined).toEqual([
    { account: 'crm/1 A', state: 'joined' },
    { account: 'erp/1 A', state: 'joined' },
  ]);
  expect(about('AccountLeft', { accountId: 'A' }, 'crm/1')).toEqual({ account: 'crm/1 A', state: 'left' });
});

it('keeps bills and payments as their source knows them', () => {
  const row = (type: string, data: object) => occurrenceRow(happened(type, data, { source: 'erp/1' }));
  const issued = { billId: 'B', currency: 'EUR', amount: '9.00', periodFrom: '2026-01-01' };
  expect(row('BillIssued', issued)).toMatchObject({ kind: 'bill', about: { bill: 'erp/1 B', amount: '9.00', periodFrom: '2026-01-01' } }); // prettier-ignore
  expect(row('BillPaid', { billId: 'B', currency: 'EUR', amount: '9.00', late: false })?.about).toEqual({
    ...{ bill: 'erp/1 B', amount: '9.00', late: 'false' },
  });
  expect(row('ContractStarted', { contractId: 'K' })).toMatchObject({ kind: 'contract', about: {} });
});

it('keeps days that matter, the personal ones as they were sealed', () => {
  const row = (type: string, data: object, sealed: object = {}) => occurrenceRow(happened(type, data, { sealed }));
  const birthday = 'a cell';
  expect(row('ProfileStated', { timezone: 'Asia/Shanghai' }, { birthday, name: 'another' })).toMatchObject({ kind: 'date', about: { birthday, timezone: 'Asia/Shanghai' } }); // prettier-ignore
  expect(row('ProfileStated', { industry: 'retail' }, { birthday })).toMatchObject({ kind: 'trait', about: { industry: 'retail', birthday } }); // prettier-ignore
  expect(row('ProfileStated', {}, { name: 'another' })).toBeNull();
  expect(row('ImportantDateStated', { occasion: 'wedding' }, { day: 'a cell' })?.about).toEqual({ occasion: 'wedding', day: 'a cell', yearly: 'true' }); // prettier-ignore
  expect(row('ImportantDateStated', { occasion: 'wedding' })).toBeNull();
  expect(row('ProductRegistered', { sku: 'XPS', warrantyUntil: '2028-11-19' })?.about).toEqual({ sku: 'XPS', endsOn: '2028-11-19' }); // prettier-ignore
  expect(row('ProductRegistered', { sku: 'XPS', category: 'laptop' })?.about).toEqual({
    sku: 'XPS',
    category: 'laptop',
  });
});

it('is nothing of somebody who gave no identifier', () => {
  const nobody = { handles: [{ handle, type: 'event', sealed: '' }] };
  expect(occurrenceRow(happened('CaseOpened', {}, nobody))).toBeNull();
});

it('is kept in order of time, then of id', () => {
  const at = (eventId: string, occurredAt: string) => ({ ...{ eventId, handle, occurredAt, about: {} }, kind: 'quote' as const }); // prettier-ignore
  const rows = [at('b', '2026-01-02T00:00:00.000Z'), at('a', '2026-01-02T00:00:00.000Z'), at('c', '2026-01-01T23:00:00.000Z')]; // prettier-ignore
  const seen = occurrencesOf(rows, (ms) => Math.floor(ms / 86_400_000));
  expect(seen.map(({ eventId }) => eventId)).toEqual(['c', 'a', 'b']);
  expect(seen[1]!.day - seen[0]!.day).toBe(1);
});

it('gives a sale the category of the line that is worth most', () => {
  const sold = (lines?: readonly object[]) => saleRow(happened('PurchaseMade', { orderId: 'o', currency: 'EUR', amount: '9', lines }))?.category; // prettier-ignore
  expect(sold([{ category: 'a', amount: '1.00' }, { amount: '50.00' }, { category: 'b', amount: '2.00' }])).toBe('b');
  expect(sold([{ category: 'a' }, { category: 'b' }])).toBe('a');
  expect([sold([{ amount: '1' }]), sold()]).toEqual([null, null]);
});
