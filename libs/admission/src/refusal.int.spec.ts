import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { admissionOn, NOW, purchase, writer, type GivenAdmission } from './given';

const deep = (levels: number): unknown => (levels === 0 ? 1 : { in: deep(levels - 1) });
const data = (over: object) => ({ orderId: 'B3', currency: 'EUR', amount: '1.00', ...over });
const REFUSALS: readonly (readonly [code: string, value: unknown])[] = [
  ['not-json', undefined],
  ['not-an-object', null],
  ['not-an-object', [purchase()]],
  ['too-large', purchase({ data: data({ note: 'x'.repeat(300_000) }) })],
  ['too-deep', purchase({ data: data({ more: deep(40) }) })],
  ['bad-text', purchase({ data: data({ more: '\u0000' }) })],
  ['bad-text', purchase({ data: data({ more: '\ud800' }) })],
  ['bad-id', purchase({ id: 17 })],
  ['bad-id', purchase({ id: 'a\nb' })],
  ['id-missing', purchase({ id: undefined })],
  ['bad-source', purchase({ source: '' })],
  ['bad-source', purchase({ source: 'rapport/identity' })],
  ['source-forbidden', purchase({ source: 'forbidden/1' })],
  ['unknown-channel', purchase({ channel: 'telepathy' })],
  ['unknown-channel', purchase({ channel: 'identity' })],
  ['unknown-type', purchase({ type: 'PurchaseDreamt' })],
  ['type-not-on-channel', purchase({ type: 'StoreVisited', channel: 'call' })],
  ['unknown-version', purchase({ v: 99 })],
  ['bad-time', purchase({ occurredAt: '2026-11-20T17:04:05' })],
  ['time-in-future', purchase({ occurredAt: '2027-11-20T17:04:05Z' })],
  ['bad-data', purchase({ data: data({ amount: 12 }) })],
  ['bad-context', purchase({ context: 'x' })],
  ['bad-metadata', purchase({ historical: 'yes' })],
  ['bad-identifier', purchase({ identifiers: [{ type: 'userId', value: 'null' }] })],
  ['too-many-identifiers', purchase({ identifiers: Array(50).fill({ type: 'email', value: 'a@b.de' }) })],
  ['bad-email', purchase({ identifiers: [{ type: 'email', value: 'nobody' }] })],
  ['bad-phone', purchase({ identifiers: [{ type: 'phone', value: '+49' }] })],
  ['country-needed', purchase({ identifiers: [{ type: 'phone', value: '030 123456' }] })],
];

describe('refusing', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  beforeAll(async () => {
    database = await freshDatabase();
    given = await admissionOn(database.pool);
  });
  afterAll(() => database.drop());

  it.each(REFUSALS)('says %s and keeps the input', async (code, value) => {
    const good = purchase();
    const raw = value === undefined ? '{"id":' : JSON.stringify(value);
    const [refused, accepted] = await given.admission.admit([{ value, raw }, { value: good }], writer);
    expect(accepted).toMatchObject({ status: 'accepted' });
    expect(refused).toMatchObject({ status: 'refused', code, quarantineId: expect.any(String) });
    const { quarantineId, detail } = refused as { quarantineId: string; detail: string };
    const kept = await given.admission.quarantine.find(quarantineId);
    expect(kept).toMatchObject({ raw, code, keyId: 'key-1', receivedAt: NOW.toISOString(), cut: false });
    expect(kept!.detail).toBe(detail);
    expect((await given.events()).at(-1)!.parsed.id).toBe(good['id']);
  });

  it('notes source and event id where the input has them', async () => {
    const value = purchase({ type: 'Nothing', id: 'n-1' });
    const [refused] = await given.admission.admit([{ value }], writer);
    const kept = await given.admission.quarantine.find((refused as { quarantineId: string }).quarantineId);
    const [accepted] = await given.admission.admit([{ value: { ...value, type: 'PurchaseMade' } }], writer);
    expect(kept).toMatchObject({ source: 'pos/berlin-3', eventId: (accepted as { eventId: string }).eventId });
    expect(kept!.raw).toBe(JSON.stringify(value));
  });

  it('never repeats what somebody said', async () => {
    const said = purchase({
      type: 'Frau Müller sagt',
      identifiers: [{ type: 'email', value: 'secret-marker' }],
      data: data({ currency: 'secret-marker', amount: 'secret-marker' }),
    });
    const bad = [said, { ...said, type: 'PurchaseMade' }, { ...said, type: 'PurchaseMade', data: data({}) }];
    await given.admission.admit(
      bad.map((value) => ({ value })),
      writer,
    );
    const { rows } = await database.pool.query('select q::text line from rapport_admission.quarantine q');
    expect(rows.map(({ line }) => line).join('\n')).not.toMatch(/secret-marker|Müller/);
  });
});
