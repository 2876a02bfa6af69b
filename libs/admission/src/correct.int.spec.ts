import { decodeEvent } from '@rapport/events';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Correction, Receipt } from './admission';
import { admissionOn, NOW, purchase, writer, type GivenAdmission } from './given';

const right = { orderId: 'B3-5512', currency: 'EUR', amount: '12.90' };

describe('correcting', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  beforeAll(async () => void (database = await freshDatabase()));
  beforeEach(async () => void (given = await admissionOn(database.pool)));
  afterAll(() => database.drop());

  const recorded = async (value = purchase()): Promise<{ eventId: string; handle: string; position: string }> => {
    const [receipt] = await given.admission.admit([{ value }], writer);
    return receipt as { eventId: string; handle: string; position: string };
  };
  const correct = (eventId: string, correction: Partial<Correction>, by = writer): Promise<Receipt> =>
    given.admission.correct(eventId, { kind: 'correct', reason: 'Typing error', ...correction }, by);
  const last = async () => decodeEvent((await given.events()).at(-1)!);
  const opened = async (cells: readonly string[]) =>
    (await given.vault.open(cells)).map((one) => (one.ok ? one.value : one.why));

  it('appends a record to the same stream, after the target, with the reason sealed', async () => {
    const { eventId, handle, position } = await recorded();
    const receipt = await correct(eventId, { data: right });
    expect(receipt).toMatchObject({ status: 'accepted', handle });
    const record = await last();
    expect(record).toMatchObject({
      eventId: (receipt as { eventId: string }).eventId,
      channel: 'record',
      type: 'InteractionCorrected',
      stream: `customer-${handle}`,
      occurredAt: NOW.toISOString(),
      data: { target: eventId, type: 'PurchaseMade', data: right },
      meta: { by: 'key-1', causationId: eventId },
    });
    expect(record.handles).toEqual([{ handle, type: 'loyaltyCard', issuer: 'pos' }]);
    expect(record.position > position).toBe(true);
    expect(Object.keys(record.sealed)).toEqual(['reason']);
    expect(await opened([record.sealed['reason']!])).toEqual(['Typing error']);
    expect(JSON.stringify(record)).not.toContain('Typing');
  });

  it('seals the personal and unknown fields that it brings, under the retention of the target', async () => {
    const { eventId } = await recorded();
    await correct(eventId, {
      data: { ...right, note: 'for Li', nickname: 'Lili' },
      occurredAt: '2026-02-03T10:00:00+01:00',
    });
    const { data, sealed } = await last();
    expect(data).toEqual({
      target: eventId,
      type: 'PurchaseMade',
      data: right,
      occurredAt: '2026-02-03T09:00:00.000Z',
    });
    const cells = [sealed['data.note']!, sealed['data.*']!];
    expect(cells.map((cell) => cell.split('.')[3])).toEqual(['2026Q1', '2026Q1']);
    expect(await opened(cells)).toEqual(['for Li', { nickname: 'Lili' }]);
  });

  it('moves the time alone and keeps the data as the last correction left it', async () => {
    const { eventId } = await recorded();
    await correct(eventId, { data: right });
    await correct(eventId, { occurredAt: '2026-11-19T10:00:00Z' });
    expect((await last()).data).toMatchObject({ data: right, occurredAt: '2026-11-19T10:00:00.000Z' });
  });

  it('changes the type, and holds the data against the new one', async () => {
    const { eventId } = await recorded();
    expect(await correct(eventId, { type: 'StoreVisited', data: right })).toMatchObject({ code: 'bad-data' });
    expect(await correct(eventId, { type: 'StoreVisited', data: { store: 'berlin-3' } })).toMatchObject({
      status: 'accepted',
    });
    expect((await last()).data).toMatchObject({ type: 'StoreVisited', data: { store: 'berlin-3' } });
    // Moved in time alone it is what it was corrected to.
    expect(await correct(eventId, { occurredAt: '2026-11-19T10:00:00Z' })).toMatchObject({ status: 'accepted' });
    const moved = { type: 'StoreVisited', data: { store: 'berlin-3' }, occurredAt: '2026-11-19T10:00:00.000Z' };
    expect((await last()).data).toMatchObject(moved);
  });

  it('lets a required personal field stay as it was sealed', async () => {
    const sent = purchase({ channel: 'web', type: 'SearchMade', data: { query: 'light notebook', hits: 3 } });
    const { eventId } = await recorded(sent);
    expect(await correct(eventId, { data: { hits: 4 } })).toMatchObject({ status: 'accepted' });
    expect(await last()).toMatchObject({ data: { data: { hits: 4 } }, sealed: { reason: expect.any(String) } });
    expect(Object.keys((await last()).sealed)).toEqual(['reason']);
  });

  it('retracts', async () => {
    const { eventId } = await recorded();
    const receipt = await correct(eventId, { kind: 'retract', reason: 'Wrong customer' });
    expect(receipt).toMatchObject({ status: 'accepted' });
    expect(await last()).toMatchObject({ type: 'InteractionRetracted', data: { target: eventId } });
  });

  it('brings back what was retracted only for who says so, also when the retraction comes in between', async () => {
    const { eventId, handle } = await recorded();
    const before = await correct(eventId, { id: 'before', data: right });
    await correct(eventId, { kind: 'retract' });
    const refused = { status: 'refused', code: 'target-retracted' };
    expect(await correct(eventId, { data: right })).toMatchObject(refused);
    expect(await correct(eventId, { occurredAt: '2026-11-19T10:00:00Z' })).toMatchObject(refused);
    expect(await correct(eventId, { id: 'before', data: right })).toEqual({ ...before, status: 'duplicate' });
    const read = given.store.read.bind(given.store);
    const { eventId: other } = await recorded(purchase({ id: 'B3-5513' }));
    given.store.read = async function* (streams) {
      yield* read(streams);
      given.store.read = read;
      expect(await correct(other, { kind: 'retract' })).toMatchObject({ status: 'accepted', handle });
    };
    expect(await correct(other, { data: right })).toMatchObject(refused);
    expect(await correct(eventId, { data: right, reinstate: true })).toMatchObject({ status: 'accepted' });
    expect(await correct(eventId, { data: right })).toMatchObject({ status: 'accepted' });
    const records = (await given.events()).map(decodeEvent).filter(({ data }) => data['target'] === eventId);
    // By a clock that stands still.
    expect(records.map(({ occurredAt }) => Date.parse(occurredAt) - NOW.getTime())).toEqual([0, 1, 2, 3]);
  });

  it('is idempotent by its id and tells another content under it', async () => {
    const { eventId } = await recorded();
    const first = await correct(eventId, { id: 'c-1', data: right });
    expect(await correct(eventId, { id: 'c-1', data: { ...right } })).toEqual({ ...first, status: 'duplicate' });
    expect(await correct(eventId, { id: 'c-1', data: { ...right, amount: '1.00' } })).toMatchObject({
      status: 'conflict',
    });
    const { eventId: other } = await recorded();
    expect(await correct(other, { id: 'c-1', data: right })).toMatchObject({ status: 'accepted' });
    expect(await given.events()).toHaveLength(4);
  });

  it('corrects for a person who was erased meanwhile, without what is personal', async () => {
    const { eventId, handle } = await recorded();
    await given.vault.destroyHandleKey(handle);
    expect(await correct(eventId, { data: { ...right, note: 'for Li' } })).toMatchObject({ status: 'accepted' });
    const { data, sealed } = await last();
    expect(data['data']).toEqual(right);
    expect(await opened([sealed['reason']!, sealed['data.note']!])).toEqual(['erased', 'erased']);
  });

  it.each([
    ['bad-data', { data: { orderId: 1 } }],
    ['bad-time', { data: right, occurredAt: 'yesterday' }],
    ['time-in-future', { data: right, occurredAt: '2030-01-01T00:00:00Z' }],
    ['unknown-type', { data: right, type: 'Nothing' }],
    ['unknown-channel', { data: { a: 'x' }, type: 'IdentifiersLinked' }],
    ['nothing-to-correct', {}],
    ['reason-missing', { data: right, reason: '  ' }],
    ['bad-id', { data: right, id: 'a\nb' }],
  ])('refuses with %s', async (code, correction) => {
    const { eventId } = await recorded();
    const receipt = await correct(eventId, correction);
    expect(receipt).toMatchObject({ status: 'refused', code, quarantineId: null });
    expect(await given.events()).toHaveLength(1);
  });

  it('refuses what is no interaction, unknown, or of a forbidden source', async () => {
    const { eventId } = await recorded();
    const record = (await correct(eventId, { data: right })) as { eventId: string };
    const stranger = { keyId: 'key-2', mayWrite: () => false };
    expect(await correct(record.eventId, { data: right })).toMatchObject({ code: 'target-not-correctable' });
    expect(await correct(crypto.randomUUID(), { data: right })).toMatchObject({ code: 'target-unknown' });
    expect(await correct('x', { data: right })).toMatchObject({ code: 'target-unknown' });
    expect(await correct(eventId, { data: right }, stranger)).toMatchObject({ code: 'source-forbidden' });
  });
});
