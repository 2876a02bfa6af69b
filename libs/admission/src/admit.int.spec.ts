import { memoryEventStore, StoreBusy } from '@rapport/event-store';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { admissionOn, purchase, writer, type GivenAdmission } from './given';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('admitting a batch', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  beforeAll(async () => void (database = await freshDatabase()));
  beforeEach(async () => void (given = await admissionOn(database.pool)));
  afterAll(() => database.drop());

  const admit = (...values: readonly unknown[]) =>
    given.admission.admit(
      values.map((value) => ({ value })),
      writer,
    );

  it('answers mixed outcomes in order, none harmed by another', async () => {
    const [one, two] = [purchase(), purchase()];
    await admit(two);
    const receipts = await admit(one, { ...two, data: { ...(two['data'] as object), amount: '1.00' } }, null, two, one);
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'conflict', 'refused', 'duplicate', 'duplicate']);
    expect(receipts[4]).toMatchObject({ ...receipts[0], status: 'duplicate' });
    expect(await given.events()).toHaveLength(2);
    expect(await admit()).toEqual([]);
  });

  it('tells a repeat from a change within one batch', async () => {
    const one = purchase();
    const receipts = await admit(one, one, { ...one, channel: 'web' });
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'duplicate', 'conflict']);
  });

  it('writes the canonical body, owned by the strongest identifier', async () => {
    const sent = purchase({ correlationId: 'c-1', historical: true, context: { agent: 'a-17', ip: '10.1.1.1' } });
    const [receipt] = await admit(sent);
    const [event] = await given.events();
    const [card, email] = await given.vault.find([
      { type: 'loyaltyCard', issuer: 'pos', value: 'LC-88231' },
      { type: 'email', value: 'li@example.com' },
    ]);
    expect(receipt).toEqual({ status: 'accepted', eventId: event!.id, position: event!.position, handle: card });
    expect(event!.stream).toBe(`customer-${card}`);
    expect(event!.parsed).toMatchObject({
      id: sent['id'],
      source: 'pos/berlin-3',
      channel: 'store',
      type: 'PurchaseMade',
      v: 1,
      occurredAt: '2026-11-20T16:04:05.000Z',
      handle: card,
      handles: [
        { handle: card, type: 'loyaltyCard', issuer: 'pos' },
        { handle: email, type: 'email' },
      ],
      data: sent['data'],
      context: { agent: 'a-17' },
      meta: { correlationId: 'c-1', historical: true, by: 'key-1' },
    });
    expect(Object.keys(event!.parsed.sealed)).toEqual(['context']);
    const cells = [...event!.parsed.handles.map(({ sealed }) => sealed!), event!.parsed.sealed['context']!];
    const opened = await given.vault.open(cells);
    expect(opened.map((one) => one.ok && one.value)).toEqual(['LC-88231', 'li@example.com', { ip: '10.1.1.1' }]);
  });

  it('repeats a sealed identifier until it is sure that the log has it', async () => {
    const refused = { ...purchase(), data: {} };
    await admit(purchase(), purchase(), refused);
    await admit(purchase());
    const sealed = (await given.events()).map(({ parsed }) => parsed.handles.map((ref) => ref.sealed));
    expect(sealed[0]).toEqual(sealed[1]);
    expect(sealed[0]!.every(Boolean)).toBe(true);
    expect(sealed[2]).toEqual([undefined, undefined]);
  });

  it('gives an event without identifiers a handle of its own, and its repeats the same', async () => {
    const nobody = purchase({ identifiers: [] });
    const other = purchase({ identifiers: [] });
    const [first, repeat, second] = await admit(nobody, nobody, other);
    const keys = async () =>
      (await database.pool.query('select count(*)::int n from rapport_vault.handle_key')).rows[0].n;
    const before = await keys();
    const [again, changed] = await admit(nobody, { ...other, channel: 'web' });
    expect(first).toMatchObject({ status: 'accepted', handle: expect.stringMatching(UUID) });
    expect(repeat).toEqual({ ...first, status: 'duplicate' });
    expect(again).toEqual({ ...first, status: 'duplicate' });
    expect(second).not.toHaveProperty('handle', (first as { handle: string }).handle);
    expect(changed).toMatchObject({ status: 'conflict' });
    expect(await keys()).toBe(before);
  });

  it('uses the default id, but the own one first', async () => {
    const { id: _, ...bare } = purchase();
    const receipts = await given.admission.admit(
      [
        { value: bare, defaultId: 'key/0' },
        { value: bare, defaultId: 'key/0' },
        { value: { ...bare, id: 'own' }, defaultId: 'key/0' },
        { value: bare },
      ],
      writer,
    );
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'duplicate', 'accepted', 'refused']);
    expect((await given.events()).map(({ parsed }) => parsed.id)).toEqual(['key/0', 'own']);
  });

  it("takes the source's country and namespace, and knows a repeat after they changed", async () => {
    await given.sources.put({ prefix: 'tills/', namespace: 'shop', defaultCountry: 'DE' });
    const identifiers = [
      { type: 'phone', value: '030 123456' },
      { type: 'userId', value: 'u1' },
    ];
    const sent = purchase({ source: 'tills/7', identifiers });
    const [first] = await admit(sent);
    const [phone, user] = await given.vault.find([
      { type: 'phone', value: '+4930123456' },
      { type: 'userId', issuer: 'shop', value: 'u1' },
    ]);
    expect((await given.events())[0]!.parsed.handles.map(({ handle }) => handle)).toEqual([user, phone]);
    await given.sources.put({ prefix: 'tills/', namespace: 'other', defaultCountry: 'FR' });
    expect(await admit(sent)).toEqual([{ ...first, status: 'duplicate' }]);
  });

  it('makes somebody new of an identifier whose owner was erased', async () => {
    const identifiers = [{ type: 'email', value: 'gone@example.com' }];
    const [before] = await admit(purchase({ identifiers }));
    await given.vault.destroyHandleKey((before as { handle: string }).handle);
    const [after] = await admit(purchase({ identifiers }));
    expect(after).toMatchObject({ status: 'accepted' });
    expect(after).not.toHaveProperty('handle', (before as { handle: string }).handle);
  });

  it('names each identifier once, however often and in whatever form it is sent', async () => {
    const value = 'Twice@example.com';
    await admit(
      purchase({
        identifiers: [
          { type: 'email', value },
          { type: 'email', value: value.toLowerCase() },
        ],
      }),
    );
    expect((await given.events())[0]!.parsed.handles).toHaveLength(1);
  });

  it('gives no receipts, and keeps nothing twice, when the store is busy', async () => {
    const busy = { ...memoryEventStore(), append: () => Promise.reject(new StoreBusy(1)) };
    const { admission } = await admissionOn(database.pool, { store: busy });
    const before = await admission.quarantine.list();
    await expect(admission.admit([{ value: purchase() }, { value: 'refused' }], writer)).rejects.toThrow(StoreBusy);
    expect(await admission.quarantine.list()).toEqual(before);
  });
});
