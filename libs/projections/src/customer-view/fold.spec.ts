import type { Fact } from '@rapport/events';
import { customerRow } from '@rapport/fold';
import { corrected, fact, given, retracted } from '@rapport/fold/given';
import { consentFor } from './consent';
import { type CustomerView, customerView } from './fold';

const on = (channel: Fact['channel'], overrides: Partial<Fact> = {}): Partial<Fact> => ({ channel, ...overrides });
const like = (part: object) => (row: CustomerView) => expect(row).toMatchObject(part);
const viewed = (overrides: Partial<Fact> = {}): Fact =>
  fact('PageViewed', { name: 'Notebooks', path: '/laptops' }, on('web', overrides)) as Fact;

describe('customer-view: who', () => {
  it('is initial without facts', () => given().when(customerView).then(customerView.initial()));

  it('takes each trait from the last statement, personal ones as cells', () => {
    const first = fact('ProfileStated', { language: 'de', industry: 'software' }, { sealed: { name: 'cell-1' } });
    const second = fact('ProfileStated', { language: 'zh-CN' }, { sealed: { calledName: 'cell-2', '*': 'x' } });
    const from = ({ occurredAt, eventId }: Fact) => ({ at: occurredAt, eventId });
    given(second as Fact, first as Fact)
      .when(customerView)
      .then((row) =>
        expect(row.traits).toEqual({
          language: { value: 'zh-CN', ...from(second as Fact) },
          industry: { value: 'software', ...from(first as Fact) },
          name: { cell: 'cell-1', ...from(first as Fact) },
          calledName: { cell: 'cell-2', ...from(second as Fact) },
        }),
      );
  });

  it('keeps preferences, dates that matter and accounts', () =>
    given(
      fact('PreferenceStated', { topic: 'seat', value: 'aisle' }) as Fact,
      fact('PreferenceStated', { topic: 'seat', value: 'window' }, { sealed: { note: 'n' } }) as Fact,
      fact('ImportantDateStated', { occasion: 'wedding', yearly: true }, { sealed: { day: 'd' } }) as Fact,
      fact('AccountJoined', { accountId: 'A', role: 'buyer' }, { sealed: { accountName: 'c' } }) as Fact,
      fact('AccountJoined', { accountId: 'B' }) as Fact,
      fact('AccountLeft', { accountId: 'B' }) as Fact,
      fact('StrategicValueSet', { value: 'key-account', owner: 'team-k' }, on('business')) as Fact,
    )
      .when(customerView)
      .then(
        like({
          preferences: { seat: { value: 'window', sealed: { note: 'n' } } },
          importantDates: { wedding: { yearly: true, sealed: { day: 'd' } } },
          accounts: { A: { status: 'joined', role: 'buyer' }, B: { status: 'left' } },
          traits: { strategicValue: { value: 'key-account' }, owner: { value: 'team-k' } },
        }),
      ));
});

describe('customer-view: activity', () => {
  it('counts touches per channel and type, not what the back office books', () => {
    const one = viewed();
    const two = fact('CallStarted', { callId: '1', direction: 'inbound' }, on('call')) as Fact;
    const bill = fact('CostBooked', { kind: 'serving', currency: 'EUR', amount: '1' }, on('business')) as Fact;
    given(two, one, viewed({ occurredAt: '2025-01-01T00:00:00.000Z' }), bill)
      .when(customerView)
      .then(
        like({
          touches: 3,
          firstSeenAt: '2025-01-01T00:00:00.000Z',
          lastSeenAt: two.occurredAt,
          activity: {
            web: { count: 2, last: { eventId: one.eventId, type: 'PageViewed' }, types: { PageViewed: 2 } },
            call: { count: 1, firstAt: two.occurredAt, types: { CallStarted: 1 } },
          },
        }),
      );
  });

  it('shows the ten newest interactions with plain figures and sealed notes', () => {
    const wrapUp = fact(
      'WrapUpRecorded',
      { contactId: '1', disposition: 'solved' },
      on('call', { sealed: { summary: 'cell', '*': 'more' }, context: { agent: 'a-17', secret: 'x' } }),
    ) as Fact;
    const views = Array.from({ length: 12 }, () => viewed());
    given(wrapUp, ...views)
      .when(customerView)
      .then((row) => {
        expect(row.lastInteractions).toHaveLength(10);
        expect(row.lastInteractions[0]).toMatchObject({
          eventId: views.at(-1)!.eventId,
          summary: { name: 'Notebooks', path: '/laptops' },
        });
      });
    given(wrapUp)
      .when(customerView)
      .then((row) =>
        expect(row.lastInteractions).toEqual([
          {
            ...{
              at: wrapUp.occurredAt,
              eventId: wrapUp.eventId,
              channel: 'call',
              type: 'WrapUpRecorded',
              source: 'spec',
            },
            summary: { contactId: '1', disposition: 'solved', agent: 'a-17' },
            sealed: { summary: 'cell' },
          },
        ]),
      );
  });

  it('forgets what was retracted and shows what was corrected', () => {
    const wrong = viewed();
    const gone = viewed();
    given(wrong, gone, retracted(gone), corrected(wrong, { data: { name: 'Tablets' } }))
      .when(customerView)
      .then((row) => {
        expect(row.touches).toBe(1);
        expect(row.lastInteractions.map(({ summary }) => summary)).toEqual([{ name: 'Tablets' }]);
      });
    expect(customerRow(customerView, [gone, retracted(gone)])).toBeUndefined();
  });
});

describe('customer-view: needs, consent, promises, cases', () => {
  it('keeps the last configuration and the newest answers on their own scale', () =>
    given(
      fact('ProductConfigured', { sku: 'XPS', options: { memory: '32 GB' } }, on('web')) as Fact,
      fact('SurveyAnswered', { survey: 's', question: 'q', score: 4, scaleMin: 1, scaleMax: 5 }, on('survey')) as Fact,
    )
      .when(customerView)
      .then(
        like({
          lastConfiguration: { sku: 'XPS', options: { memory: '32 GB' }, amount: null },
          satisfaction: [{ score: 4, scaleMin: 1, scaleMax: 5, kind: null }],
        }),
      ));

  it('knows consent per purpose and way, a later general word included', () => {
    const yes = fact('ConsentGiven', { purpose: 'news', medium: 'email', textVersion: '3', lawfulBasis: 'consent' });
    const no = fact('ConsentWithdrawn', { purpose: 'news' });
    const late = { expiresAt: '2026-06-01T00:00:00.000Z' };
    const short = fact('ConsentGiven', { purpose: 'calls', medium: 'phone', ...late });
    given(no as Fact, yes as Fact, short as Fact)
      .when(customerView)
      .then((row) => {
        expect(row.consents['news/email']).toMatchObject({ status: 'given', textVersion: '3', lawfulBasis: 'consent' });
        expect(consentFor(row, 'news', 'email', '2026-03-01T00:00:00.000Z')?.status).toBe('withdrawn');
        expect(consentFor(row, 'calls', 'phone', '2026-03-01T00:00:00.000Z')?.status).toBe('given');
        expect(consentFor(row, 'calls', 'phone', late.expiresAt)).toBeNull();
        expect(consentFor(row, 'calls', 'email', '2026-03-01T00:00:00.000Z')).toBeNull();
      });
  });

  it('shows promises that are neither kept nor broken, whichever event came first', () => {
    const due = { dueAt: '2026-02-01T09:00:00.000Z' };
    const made = fact('PromiseMade', { promiseId: 'p1', ...due, owner: 'a-17' }, { sealed: { text: 'cell' } }) as Fact;
    const other = fact('PromiseMade', { promiseId: 'p2', ...due }) as Fact;
    const kept = fact('PromiseKept', { promiseId: 'p2' }) as Fact;
    const again = fact('PromiseMade', { promiseId: 'p2', ...due }) as Fact;
    const since = { since: made.occurredAt, eventId: made.eventId };
    given(kept, made, other)
      .when(customerView)
      .then((row) =>
        expect(row.openPromises).toEqual([
          { id: 'p1', state: 'made', ...due, owner: 'a-17', ...since, sealed: { text: 'cell' } },
        ]),
      );
    given(again, kept, other)
      .when(customerView)
      .then((row) => expect(row.openPromises.map(({ id }) => id)).toEqual(['p2']));
  });

  it('shows open cases with where they stand, and what the customer said', () => {
    const opened = fact(
      'CaseOpened',
      { caseId: 'c', kind: 'enquiry', reason: 'late', priority: 'normal' },
      on('call', { sealed: { subject: 'cell' } }),
    ) as Fact;
    const raised = fact('CaseReclassified', { caseId: 'c', kind: 'complaint' }) as Fact;
    const answered = fact('CaseAnswered', { caseId: 'c' }, on('email')) as Fact;
    const closed = fact('CaseClosed', { caseId: 'c' }) as Fact;
    const reopened = fact('CaseReopened', { caseId: 'c', reason: 'not-solved' }) as Fact;
    const told = { kind: 'complaint', reason: 'late', priority: 'normal', sealed: { subject: 'cell' } };
    given(answered, raised, opened)
      .when(customerView)
      .then(like({ openCases: [{ id: 'c', state: 'answered', ...told }] }));
    given(closed, answered, opened)
      .when(customerView)
      .then(like({ openCases: [] }));
    given(reopened, closed, opened, raised)
      .when(customerView)
      .then(like({ openCases: [{ id: 'c', state: 'reopened', ...told, sealed: {}, since: reopened.occurredAt }] }));
  });
});
