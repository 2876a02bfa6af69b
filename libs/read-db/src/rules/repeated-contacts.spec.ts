import { dayNumber } from '@rapport/decisions';
import { fact, handleNamed } from '@rapport/fold/given';
import fc from 'fast-check';
import { occurrenceRow, occurrencesOf, type OccurrenceRow } from './occurrences';
import { repeatedContacts } from './repeated-contacts';

const DAY_MS = 86_400_000;
const handle = handleNamed('li');
const close = dayNumber('2026-03-31');
let nth = 0;
const row = (type: string, occurredAt: string, data: object): OccurrenceRow | null => {
  const at = { channel: 'business', handle, handles: [{ handle, type: 'email', sealed: 'cell' }], source: 'crm/1' };
  const moment = occurredAt.includes('T') ? `${occurredAt}:00.000Z` : `${occurredAt}T12:00:00.000Z`;
  return occurrenceRow(fact(type as 'CaseClosed', data as never, { ...at, id: `${nth++}`, occurredAt: moment } as never)); // prettier-ignore
};
const told = (...rows: readonly (OccurrenceRow | null)[]): readonly string[] =>
  repeatedContacts(
    occurrencesOf(rows.filter((one) => one !== null), (at) => Math.floor(at / DAY_MS)), // prettier-ignore
    close - 30,
  ).map(({ kind, day, times }) => `${kind} ${close - day} ${times}`);

const opened = (day: string, caseId: string, more: object = {}) => row('CaseOpened', day, { caseId, kind: 'enquiry', ...more }); // prettier-ignore
const called = (day: string, callId: string, direction = 'inbound') => row('CallStarted', day, { callId, direction });
const wrapped = (day: string, contactId: string, more: object) => row('WrapUpRecorded', day, { contactId, disposition: 'd', ...more }); // prettier-ignore

it('tells a second contact with the same reason within seven days, and how many there were', () => {
  const bill = { reason: 'bill-too-high' };
  expect(told(opened('2026-03-20', 'C1', bill), opened('2026-03-24', 'C2', bill))).toEqual(['repeated-contact 7 2']);
  expect(told(opened('2026-03-20', 'C1', bill), opened('2026-03-28', 'C2', bill))).toEqual([]);
  expect(told(opened('2026-03-20', 'C1', bill), opened('2026-03-24', 'C2', { reason: 'moved-house' }))).toEqual([]);
  const three = [opened('2026-03-20', 'C1', bill), opened('2026-03-24', 'C2', bill), opened('2026-03-26', 'C3', bill)];
  expect(told(...three)).toEqual(['repeated-contact 5 3']);
  expect(told(opened('2026-02-24', 'C1', bill), opened('2026-02-25', 'C2', bill))).toEqual([]); // too long ago
  expect(told(opened('2026-02-27', 'C1', bill), opened('2026-03-01', 'C2', bill))).toEqual(['repeated-contact 30 2']);
});

it('knows from wrap-ups what calls, chats and mails were about', () => {
  const about = { caseId: 'C1' };
  const first = [called('2026-03-20', 'T1'), wrapped('2026-03-20T12:10', 'T1', about)];
  const mail = row('MailReceived', '2026-03-22', { messageId: 'M1' });
  expect(told(...first, mail, wrapped('2026-03-22T12:10', 'M1', about))).toEqual(['repeated-contact 9 2']);
  expect(told(...first, mail)).toEqual([]);
  // Angry words are a bad experience of their own, and say what the call was about as well.
  const angry = wrapped('2026-03-22T12:10', 'M1', { ...about, sentiment: -0.8 });
  expect(told(...first, mail, angry)).toEqual(['repeated-contact 9 2']);
  // We called them: that is no contact of theirs.
  expect(told(...first, called('2026-03-22', 'T2', 'outbound'), wrapped('2026-03-22', 'T2', about))).toEqual([]);
});

it('takes a case that is opened in a contact for the same contact', () => {
  const reason = { reason: 'no-signal' };
  const first = [called('2026-03-20', 'T1'), opened('2026-03-20T12:05', 'C1', reason), wrapped('2026-03-20T12:10', 'T1', { caseId: 'C1', ...reason })]; // prettier-ignore
  expect(told(...first)).toEqual([]);
  expect(told(...first, called('2026-03-20T15:00', 'T2'), wrapped('2026-03-20T15:05', 'T2', reason))).toEqual(['repeated-contact 11 2']); // prettier-ignore
  // A form, and the call about it.
  expect(told(opened('2026-03-20', 'C1', reason), called('2026-03-21', 'T1'), wrapped('2026-03-21', 'T1', { caseId: 'C1' }))).toEqual(['repeated-contact 10 2']); // prettier-ignore
});

it('goes by the topic where one of them names no reason', () => {
  const chat = (day: string, conversationId: string) => row('ChatStarted', day, { conversationId, topic: 'delivery' });
  expect(told(chat('2026-03-20', 'x'), chat('2026-03-21', 'y'))).toEqual(['repeated-contact 10 2']);
  const late = opened('2026-03-22', 'C1', { topic: 'delivery', reason: 'late' });
  expect(told(chat('2026-03-20', 'x'), late)).toEqual(['repeated-contact 9 2']);
  expect(told(opened('2026-03-20', 'C0', { topic: 'delivery', reason: 'broken' }), late)).toEqual([]);
  // To ask about goods twice is no bad experience.
  const advice = (day: string) => row('AdviceRequested', day, { topic: 'notebooks' });
  expect(told(advice('2026-03-20'), advice('2026-03-21'))).toEqual([]);
  const callback = row('CallbackRequested', '2026-03-20T12:03', { callId: 'T1', topic: 'delivery' });
  expect(told(called('2026-03-20', 'T1'), callback)).toEqual([]);
});

it('tells each matter once, as often as people came, in whatever order it is read', () => {
  const days = fc.array(fc.tuple(fc.integer({ min: 0, max: 27 }), fc.constantFrom('a', 'b', 'c')), { maxLength: 12 });
  fc.assert(
    fc.property(days, fc.boolean(), (contacts, turned) => {
      const rows = contacts.map(([day, reason], n) => opened(`2026-03-${`${day + 1}`.padStart(2, '0')}`, `C${n}`, { reason })); // prettier-ignore
      const expected = ['a', 'b', 'c'].flatMap((reason) => {
        const own = contacts.filter((one) => one[1] === reason).map(([day]) => day).sort((a, b) => a - b); // prettier-ignore
        // A chain ends where nobody came for more than seven days.
        const ends = own.filter((day, at) => own[at + 1] === undefined || own[at + 1]! - day > 7);
        return ends.map((end) => ({ end, times: own.filter((day) => day <= end && end - day <= 7).length })).filter(({ times }) => times > 1); // prettier-ignore
      });
      const found = told(...(turned ? [...rows].reverse() : rows));
      expect([...found].sort()).toEqual(expected.map(({ end, times }) => `repeated-contact ${30 - end} ${times}`).sort()); // prettier-ignore
    }),
  );
});
