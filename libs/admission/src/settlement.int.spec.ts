import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { admissionOn, purchase, writer, type GivenAdmission } from './given';
import type { Submitted, Writer } from './admission';

const PHONE = [{ type: 'phone', value: '030 5550200' }];
const nobody: Writer = { keyId: 'key-9', mayWrite: (source) => source === 'web' };

describe('refused input that somebody looks after', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  beforeEach(async () => {
    database = await freshDatabase();
    given = await admissionOn(database.pool, { limits: { rawBytesMax: 2_000 } });
  });
  afterEach(() => database.drop());

  const refused = async (input: Submitted): Promise<string> => {
    const [receipt] = await given.admission.admit([input], writer);
    expect(receipt).toMatchObject({ status: 'refused', quarantineId: expect.any(String) });
    return (receipt as { quarantineId: string }).quarantineId;
  };
  const left = async (): Promise<number> => (await given.admission.quarantine.list()).entries.length;

  it('goes in as it came once its source has a country, under its own id and time', async () => {
    const value = purchase({ id: 'o-1', identifiers: PHONE });
    const id = await refused({ value });
    expect(await given.admission.settlement.redrive(id, {}, writer)).toMatchObject({ code: 'country-needed' });
    expect(await left()).toBe(1);
    await given.sources.put({ prefix: 'pos', namespace: 'pos', defaultCountry: 'DE' });
    const receipt = await given.admission.settlement.redrive(id, { reason: 'Country was missing' }, writer);
    expect(receipt).toMatchObject({ status: 'accepted' });
    expect((await given.events()).map(({ parsed }) => [parsed.id, parsed.source, parsed.occurredAt])).toEqual([
      ['o-1', 'pos/berlin-3', '2026-11-20T16:04:05.000Z'],
    ]);
    expect(await left()).toBe(0);
    expect(await given.admission.settlement.redrive(id, {}, writer)).toMatchObject({ why: 'unknown' });
    // What the sender repeats in the meantime is the same event.
    expect(await given.admission.admit([{ value }], writer)).toMatchObject([{ status: 'duplicate' }]);
    const { settled } = await given.admission.settlement.settled();
    const { eventId, position } = receipt as { eventId: string; position: string };
    const by = { how: 'redriven', settledBy: 'key-1', reason: 'Country was missing', keyId: 'key-1' };
    expect(settled).toMatchObject([{ id, eventId, position, code: 'country-needed', times: 1, ...by }]);
  });

  it('keeps the ids that its carrier gave it, each of equal texts its own', async () => {
    const value = purchase({ id: undefined, identifiers: PHONE });
    const ids = [await refused({ value, defaultId: 'call/1' }), await refused({ value, defaultId: 'call/2' })];
    await given.sources.put({ prefix: 'pos', namespace: 'pos', defaultCountry: 'DE' });
    for (const id of ids) await given.admission.settlement.redrive(id, {}, writer);
    expect((await given.events()).map(({ parsed }) => parsed.id)).toEqual(['call/1', 'call/2']);
  });

  it('is repaired, but stays what it is', async () => {
    const value = purchase({ type: 'PurchaseDreamt' });
    const id = await refused({ value });
    const right = { ...value, type: 'PurchaseMade' };
    const { redrive } = given.admission.settlement;
    for (const interaction of [
      { ...right, id: 'other' },
      { ...right, source: 'pos/hamburg' },
      { ...right, occurredAt: '2026-11-20T16:04:06Z' },
      { ...right, occurredAt: undefined },
    ])
      expect(await redrive(id, { interaction }, writer)).toMatchObject({ why: 'other-interaction' });
    const stillWrong = { ...right, data: {} };
    expect(await redrive(id, { interaction: stillWrong }, writer)).toMatchObject({
      code: 'bad-data',
      quarantineId: id,
    });
    const sameMoment = { ...right, occurredAt: '2026-11-20T16:04:05Z' };
    expect(await redrive(id, { interaction: sameMoment }, writer)).toMatchObject({ status: 'accepted' });
    expect((await given.admission.settlement.settled()).settled).toMatchObject([{ how: 'repaired', times: 1 }]);
    expect(await left()).toBe(0);
  });

  it('may get another id, source or time where these were the fault', async () => {
    const faults = [{ id: 'a\nb' }, { source: 'rapport/identity' }, { occurredAt: '2027-11-20T17:04:05Z' }];
    for (const fault of faults) {
      const value = purchase(fault);
      const id = await refused({ value });
      const interaction = 'occurredAt' in fault ? purchase({ id: value['id'] }) : purchase();
      expect(await given.admission.settlement.redrive(id, { interaction }, writer)).toMatchObject({
        status: 'accepted',
      });
    }
    expect(await left()).toBe(0);
  });

  it('goes in repaired only where its text is broken or cut', async () => {
    const long = purchase({ type: 'Nothing', data: { note: 'x'.repeat(3_000) } });
    const { redrive } = given.admission.settlement;
    for (const input of [{ value: undefined, raw: '{"id":' }, { value: long }]) {
      const id = await refused(input);
      expect(await redrive(id, {}, writer)).toMatchObject({ why: 'unreadable' });
      const interaction = purchase(input.value ? { id: long['id'] } : {});
      expect(await redrive(id, { interaction }, writer)).toMatchObject({ status: 'accepted' });
    }
    expect(await left()).toBe(0);
  });

  it('stays when its id was recorded with another content meanwhile', async () => {
    const value = purchase({ type: 'Nothing' });
    const id = await refused({ value });
    await given.admission.admit([{ value: { ...value, type: 'PurchaseMade', context: { agent: 'a-1' } } }], writer);
    const interaction = { ...value, type: 'PurchaseMade' };
    expect(await given.admission.settlement.redrive(id, { interaction }, writer)).toMatchObject({ status: 'conflict' });
    expect(await left()).toBe(1);
  });

  it('is settled by those only who may write for its source', async () => {
    const { dismiss, redrive } = given.admission.settlement;
    for (const value of [purchase({ type: 'Nothing' }), {}]) {
      const id = await refused({ value });
      expect(await redrive(id, { interaction: purchase({ source: 'web' }) }, nobody)).toMatchObject({
        why: 'forbidden',
      });
      expect(await dismiss(id, 'Not ours', nobody)).toMatchObject({ why: 'forbidden' });
    }
    expect(await left()).toBe(2);
  });

  it('is given up with a reason, unreadable for ever, and read in pages', async () => {
    const ids = [await refused({ value: {} }), await refused({ value: [] }), await refused({ value: 'x' })];
    const { rows } = await database.pool.query<{ sealed: string }>('select sealed from rapport_admission.quarantine');
    for (const id of ids) await given.admission.settlement.dismiss(id, 'A test of the till', writer);
    expect(await left()).toBe(0);
    expect(await given.vault.open(rows.map(({ sealed }) => sealed))).toEqual(
      rows.map(() => ({ ok: false, why: 'erased' })),
    );
    const first = await given.admission.settlement.settled({ limit: 2 });
    const second = await given.admission.settlement.settled({ limit: 2, cursor: first.next! });
    const all = [...first.settled, ...second.settled];
    expect(second.next).toBeNull();
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set(ids));
    expect(all[0]).toMatchObject({ how: 'dismissed', reason: 'A test of the till', position: null, keyId: 'key-1' });
    await expect(given.admission.settlement.settled({ cursor: 'AAAA' })).rejects.toThrow(RangeError);
  });

  it('goes in by the kind, oldest first and a page at a time, and what cannot stays', async () => {
    const till = (id: string) => ({ value: purchase({ id, identifiers: PHONE }) });
    for (const id of ['m-1', 'm-2', 'm-3']) await refused(till(id));
    await refused({ value: purchase({ id: 'm-4', type: 'Nothing' }) });
    await refused({ value: undefined, raw: '{"id":' });
    await given.sources.put({ prefix: 'pos', namespace: 'pos', defaultCountry: 'DE' });
    // Meanwhile its sender sends one again, and another one with another content.
    await given.admission.admit([till('m-2'), { value: purchase({ id: 'm-3', context: { agent: 'a-1' } }) }], writer);
    const { redriveMany } = given.admission.settlement;
    const first = await redriveMany({ code: 'country-needed', limit: 1 }, 'Country was missing', writer);
    const second = await redriveMany({ code: 'country-needed', cursor: first.next! }, 'Country was missing', writer);
    expect([first.entries, second.entries, second.next]).toEqual([1, 2, null]);
    const sums = (['accepted', 'duplicate', 'conflict'] as const).map((name) => first[name] + second[name]);
    expect(sums).toEqual([1, 1, 1]);
    expect(await redriveMany({}, null, writer)).toEqual({
      ...{ entries: 3, accepted: 0, duplicate: 0, dismissed: 0, conflict: 1, unreadable: 1, forbidden: 0, next: null },
      ...{ refused: 1, reasons: { 'unknown-type': 1 } },
    });
    expect(await left()).toBe(3);
    expect((await given.events()).map(({ parsed }) => parsed.id)).toEqual(['m-2', 'm-3', 'm-1']);
    const { settled } = await given.admission.settlement.settled();
    expect(settled.map(({ how, reason }) => [how, reason]).sort()).toEqual([
      ['redriven', 'Country was missing'],
      ['redriven', 'Country was missing'],
    ]);
    expect(settled.every(({ position, eventId }) => position !== null && eventId !== null)).toBe(true);
    await expect(redriveMany({ cursor: 'AAAA' }, null, writer)).rejects.toThrow(RangeError);
  });

  it('makes smaller pages of what is large', async () => {
    given = await admissionOn(database.pool, { limits: { rawBytesMax: 9_000_000 } });
    const note = 'x'.repeat(8_500_000);
    for (const id of ['l-1', 'l-2', 'l-3']) await refused({ value: purchase({ id, type: 'Nothing', data: { note } }) });
    const { redriveMany } = given.admission.settlement;
    const page = await redriveMany({}, null, writer);
    expect(page).toMatchObject({ entries: 1, refused: 1, next: expect.any(String) });
    expect(await redriveMany({ cursor: page.next! }, null, writer)).toMatchObject({
      entries: 1,
      next: expect.any(String),
    });
  });

  it('is given up by the kind, by those only who may write for its source', async () => {
    for (const id of ['d-1', 'd-2']) await refused({ value: purchase({ id, type: 'Nothing' }) });
    await refused({ value: purchase({ id: 'd-3', source: 'web', type: 'Nothing' }) });
    const { dismissMany, redriveMany } = given.admission.settlement;
    expect(await redriveMany({}, null, nobody)).toMatchObject({ entries: 3, refused: 1, forbidden: 2 });
    expect(await dismissMany({ code: 'unknown-type' }, 'A test', nobody)).toMatchObject({ dismissed: 1, forbidden: 2 });
    expect(await dismissMany({ source: 'pos/berlin-3' }, 'A test', writer)).toMatchObject({ entries: 2, dismissed: 2 });
    expect(await left()).toBe(0);
    expect((await given.admission.settlement.settled()).settled).toHaveLength(3);
  });

  it('is counted by source and reason', async () => {
    const dreamt = purchase({ type: 'Dreamt' });
    for (const value of [dreamt, dreamt, purchase({ type: 'Other' }), purchase({ source: 'web', type: 'Other' }), {}])
      await refused({ value });
    const { counts } = given.admission.quarantine;
    expect(await counts()).toMatchObject([
      { source: 'pos/berlin-3', code: 'unknown-type', entries: 2, times: 3 },
      { source: 'web', code: 'unknown-type', entries: 1, times: 1 },
      { source: null, code: 'bad-source', entries: 1, times: 1 },
    ]);
    expect(await counts({ source: 'web' })).toHaveLength(1);
    expect(await counts({ keyId: 'somebody' })).toEqual([]);
    expect(await counts({ to: '2026-11-20T18:00:00.000Z' })).toEqual([]);
    expect(await counts({ from: '2026-11-20T18:00:00.000Z' })).toHaveLength(3);
  });
});
