import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Receipt } from './admission';
import { admissionOn, purchase, writer, type GivenAdmission } from './given';

const identifiers = (value: string) => [{ type: 'email', value }];
const BEFORE = '2020-01-01T00:00:00.000Z';

describe('interactions that name somebody who was erased', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  beforeAll(async () => {
    database = await freshDatabase();
    given = await admissionOn(database.pool, { suppress: 'past' });
  });
  afterAll(() => database.drop());
  const admit = async (value: unknown, by = given): Promise<Receipt> =>
    (await by.admission.admit([{ value }], writer))[0]!;
  const erased = async (email: string): Promise<Receipt & { handle: string }> => {
    const receipt = (await admit(
      purchase({ id: `of ${email}`, identifiers: identifiers(email), occurredAt: BEFORE }),
    )) as Receipt & { handle: string };
    await given.vault.destroyHandleKeys([receipt.handle]);
    return receipt;
  };
  const rows = async (table: string): Promise<number> =>
    (await database.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n;

  it('are not recorded again when they happened before, and leave nothing behind', async () => {
    const first = await erased('past@x.de');
    const counts = () => Promise.all(['rapport_vault.identifier', 'rapport_vault.token', 'rapport_admission.quarantine'].map(rows)); // prettier-ignore
    const before = await counts();
    const repeated = await admit(
      purchase({ id: 'of past@x.de', identifiers: identifiers('past@x.de'), occurredAt: BEFORE }),
    );
    expect(repeated).toEqual({ ...first, status: 'duplicate' });
    const other = await admit(purchase({ identifiers: identifiers('PAST@x.de'), occurredAt: BEFORE }));
    expect(other).toEqual({
      status: 'refused',
      code: 'suppressed',
      detail: expect.not.stringContaining('past@'),
      quarantineId: null,
    });
    expect(await counts()).toEqual(before);
    expect(await given.admission.quarantine.overflow()).toContainEqual(
      expect.objectContaining({ code: 'suppressed', events: 1 }),
    );
  });

  it('are a new person’s when they happened later; others of the batch are not held up', async () => {
    const { handle } = await erased('later@x.de');
    const later = new Date(Date.now() + 60_000).toISOString();
    const other = await admissionOn(database.pool, {
      suppress: 'past',
      now: () => new Date(Date.parse(later) + 60_000),
    });
    const receipts = await other.admission.admit(
      [
        { value: purchase({ identifiers: identifiers('later@x.de'), occurredAt: BEFORE }) },
        { value: purchase({ identifiers: identifiers('later@x.de'), occurredAt: later }) },
        { value: purchase({ identifiers: identifiers('neighbour@x.de'), occurredAt: BEFORE }) },
      ],
      writer,
    );
    expect(receipts.map(({ status }) => status)).toEqual(['refused', 'accepted', 'accepted']);
    expect((receipts[1] as { handle: string }).handle).not.toBe(handle);
  });

  it('are never recorded, or always, where somebody wants it so', async () => {
    await erased('policy@x.de');
    const later = new Date(Date.now() + 60_000).toISOString();
    const now = () => new Date(Date.parse(later) + 60_000);
    const [all, none] = [
      await admissionOn(database.pool, { suppress: 'all', now }),
      await admissionOn(database.pool, { suppress: 'none', now }),
    ];
    const said = (occurredAt: string) => purchase({ identifiers: identifiers('policy@x.de'), occurredAt });
    expect((await admit(said(later), all)).status).toBe('refused');
    expect((await admit(said(BEFORE), none)).status).toBe('accepted');
    const first = await erased('repeat@x.de');
    const known = await admissionOn(database.pool, { suppress: 'none', now, store: given.store });
    const before = await rows('rapport_vault.identifier');
    const again = purchase({ id: 'of repeat@x.de', identifiers: identifiers('repeat@x.de'), occurredAt: BEFORE });
    const changed = { ...again, data: { orderId: 'o', currency: 'EUR', amount: '1' } };
    expect(await admit(changed, known)).toEqual({ ...first, status: 'duplicate' });
    expect(await rows('rapport_vault.identifier')).toBe(before);
  });

  it('are not kept in the quarantine either', async () => {
    await erased('broken@x.de');
    const before = await rows('rapport_admission.quarantine');
    const broken = purchase({ identifiers: identifiers('broken@x.de'), data: {} });
    expect(await admit(broken)).toMatchObject({ status: 'refused', code: 'bad-data', quarantineId: null });
    expect(await rows('rapport_admission.quarantine')).toBe(before);
  });
});

describe('refused input', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  beforeAll(async () => {
    database = await freshDatabase();
    given = await admissionOn(database.pool);
  });
  afterAll(() => database.drop());

  it('is found by whom it may be about, however broken it is, and by nobody else', async () => {
    const torn = '{"source":"pos/kiel","identifiers":[{"type":"loyaltyCard","issuer":"pos","value":"LC-1"},{"type":"em';
    const inputs = [
      { value: purchase({ type: 'Nonsense', identifiers: identifiers('Found@X.de') }) },
      { value: purchase({ context: 7, data: { note: 'call me at +49 30 5550198, found@x.de' }, identifiers: 7 }) },
      { value: undefined, raw: torn },
      { value: undefined, raw: 'mail found@x.de, please' },
      { value: purchase({ type: 'Nonsense', identifiers: [{ type: 'loyaltyCard', value: 'LC-1' }] }) },
    ];
    const receipts = await given.admission.admit(inputs, writer);
    const ids = receipts.map((receipt) => (receipt as { quarantineId: string }).quarantineId);
    const about = async (name: { type: string; value: string; issuer?: string }) =>
      [...(await given.admission.quarantine.about(given.vault.hashesOf([name])))].sort();
    expect(await about({ type: 'email', value: 'found@x.de' })).toEqual([ids[0], ids[1], ids[3]].sort());
    expect(await about({ type: 'phone', value: '+49305550198' })).toEqual([ids[1]]);
    expect(await about({ type: 'loyaltyCard', issuer: 'pos', value: 'LC-1' })).toEqual([ids[2], ids[4]].sort());
    expect(await about({ type: 'email', value: 'other@x.de' })).toEqual([]);
    await given.admission.quarantine.remove([ids[0]!]);
    expect(await about({ type: 'email', value: 'found@x.de' })).toEqual([ids[1], ids[3]].sort());
  });
});
