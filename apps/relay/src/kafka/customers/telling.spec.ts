import type { Fact } from '@rapport/events';
import { customerRow } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { type CustomerView, customerView } from '@rapport/projections';
import { stateRecord } from './state-record';
import { tellingOf } from './telling';

const CUSTOMER = '3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10';
const OTHER = '9b6d5b0a-2a51-4e0c-8a53-5f5d3c1f2e44';
const NOW = '2026-06-01T00:00:00.000Z';
const sealed = { sealed: { note: 'a sealed cell' } };

const rowOf = (...facts: readonly unknown[]) => ({
  ...customerRow<CustomerView>(customerView, facts as readonly Fact[])!,
  key: CUSTOMER,
});
const known = (row: ReturnType<typeof rowOf> | null, more: object = {}) => ({
  ...{ customer: CUSTOMER, row, erased: false, now: CUSTOMER },
  ...more,
});
const told = (row: ReturnType<typeof rowOf>): Record<string, any> => {
  const telling = tellingOf(known(row), null, NOW);
  if (!('state' in telling)) throw new Error('nothing was told');
  return telling.state;
};

describe('a state', () => {
  it('leaves out what is sealed, wherever it stands, and who was there', () => {
    const row = rowOf(
      fact('ProfileStated', { language: 'de' }, { sealed: { familyName: 'a sealed cell' } }),
      fact('ImportantDateStated', { occasion: 'wedding' }, { sealed: { day: 'a sealed cell' } }),
      fact('PreferenceStated', { topic: 'seat', value: 'aisle' }, sealed),
      fact('AccountJoined', { accountId: 'A' }, sealed),
      fact('CaseOpened', { caseId: 'c', kind: 'complaint' }, { sealed: { subject: 'a sealed cell' } }),
      fact('PromiseMade', { promiseId: 'p', dueAt: NOW }, sealed),
      fact('ConsentGiven', { purpose: 'news' }, { sealed: { proof: 'a sealed cell' } }),
      fact(
        'PurchaseMade',
        { orderId: 'o', currency: 'EUR', amount: '5.00' },
        { ...sealed, channel: 'store', context: { agent: 'a-17', location: 'berlin-3' } },
      ),
      fact('SurveyAnswered', { survey: 's', question: 'q', score: 5, scaleMin: 1, scaleMax: 5 }, sealed),
    );
    expect(JSON.stringify(row)).toContain('a sealed cell');
    expect(JSON.stringify(row)).toContain('berlin-3');
    const state = told(row);
    expect(JSON.stringify(state)).not.toMatch(/sealed|a-17|berlin-3|familyName/);
    expect(state['importantDates']).toEqual({});
    expect(state).toMatchObject({
      ...{
        customer: CUSTOMER,
        orders: 1,
        traits: { language: { value: 'de' } },
        accounts: { A: { status: 'joined' } },
      },
      ...{ openCases: [{ id: 'c', kind: 'complaint' }], totals: { EUR: { net: '5.00' } } },
    });
    for (const field of ['ledger', 'promiseSteps', 'caseSteps', 'key']) expect(state).not.toHaveProperty(field);
  });

  it('keeps what a sender happened to call sealed', () => {
    const configured = { sku: 'bike', options: { sealed: 'bearings', cell: '21700' } };
    expect(told(rowOf(fact('ProductConfigured', configured, { channel: 'web' }))).lastConfiguration.options).toEqual({
      sealed: 'bearings',
      cell: '21700',
    });
  });

  it('is not told of who was erased, merged or never seen', () => {
    const row = rowOf(fact('PurchaseMade', { orderId: 'o', currency: 'EUR', amount: '5.00' }));
    expect(tellingOf(known(row, { erased: true }), null, NOW)).toMatchObject({ absence: 'erased' });
    expect(tellingOf(known(null, { now: OTHER }), null, NOW)).toMatchObject({ absence: 'merged' });
    expect(tellingOf(known(null), null, NOW)).toMatchObject({ absence: 'nothing-known' });
  });
});

describe('the topic of a purpose', () => {
  const on = (...facts: readonly unknown[]) => tellingOf(known(rowOf(...facts)), 'news', NOW);
  const at = (month: number) => ({ occurredAt: `2026-0${month}-01T00:00:00.000Z` });

  it('has who allows some way to them, and says which', () => {
    expect(on(fact('ConsentGiven', { purpose: 'other' }))).toEqual({ absence: 'no-consent', until: null });
    expect(on(fact('ConsentDenied', { purpose: 'news' }))).toEqual({ absence: 'no-consent', until: null });
    const general = fact('ConsentGiven', { purpose: 'news' }, at(1));
    const noMail = fact('ConsentWithdrawn', { purpose: 'news', medium: 'email' }, at(2));
    expect(on(general, noMail)).toMatchObject({ state: { purpose: 'news', allowed: { '*': true, email: false } } });
    expect(on(general, noMail, fact('ConsentWithdrawn', { purpose: 'news' }, at(3)))).toMatchObject({
      absence: 'no-consent',
    });
    expect(on(noMail, fact('ConsentGiven', { purpose: 'news' }, at(3)))).toMatchObject({
      state: { allowed: { '*': true, email: true } },
    });
  });

  it('loses whose consent has expired, and says until when it holds', () => {
    const expiresAt = '2026-06-01T00:00:00.001Z';
    const mail = fact('ConsentGiven', { purpose: 'news', medium: 'email', expiresAt }, at(1));
    expect(on(mail)).toMatchObject({ state: { allowed: { email: true } }, until: expiresAt });
    expect(tellingOf(known(rowOf(mail)), 'news', expiresAt)).toEqual({ absence: 'no-consent', until: null });
  });
});

it('a record is the same for the same state, whatever the order in which its parts came', () => {
  const purchase = (orderId: string, channel: 'store' | 'web') =>
    fact('PurchaseMade', { orderId, currency: 'EUR', amount: '5.00' }, { channel });
  const [one, other] = [purchase('a', 'store'), purchase('b', 'web')];
  const records = [rowOf(one, other), rowOf(other, one)].map((row) =>
    stateRecord(CUSTOMER, tellingOf(known(row), null, NOW), 'p', CUSTOMER, 1e6),
  );
  expect(records[0]!.headers).toEqual(records[1]!.headers);
  expect(records[0]!.value).toEqual(records[1]!.value);
  const gone = stateRecord(CUSTOMER, { absence: 'merged', until: null }, 'p', OTHER, 1e6);
  expect(gone).toMatchObject({ value: null, headers: { gone: 'merged', mergedinto: OTHER, position: 'p' } });
});
