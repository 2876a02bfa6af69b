import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { admissionOn, NOW, purchase, writer, type GivenAdmission } from './given';
import type { Writer } from './admission';

const bad = (over: object = {}) => purchase({ type: 'Nothing', ...over });

describe('the quarantine', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  beforeEach(async () => {
    database = await freshDatabase();
    given = await admissionOn(database.pool, { limits: { entriesPerKeyMax: 7, rawBytesMax: 500 } });
  });
  afterEach(() => database.drop());

  const refuse = async (values: readonly unknown[], by: Writer = writer): Promise<(string | null)[]> => {
    const receipts = await given.admission.admit(
      values.map((value) => ({ value })),
      by,
    );
    return receipts.map((receipt) => (receipt.status === 'refused' ? receipt.quarantineId : 'not refused'));
  };

  it('shows pages, newest first, each entry once, and filters', async () => {
    await refuse([...Array(5)].map((_, n) => bad(n < 2 ? { source: 'web/shop' } : {})));
    await refuse([{}]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await given.admission.quarantine.list({ limit: 4, ...(cursor && { cursor }) });
      seen.push(...page.entries.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(6);
    expect(seen).toHaveLength(6);
    const { list } = given.admission.quarantine;
    expect((await list({ source: 'web/shop' })).entries).toHaveLength(2);
    expect((await list({ code: 'bad-source' })).entries).toMatchObject([{ source: null, eventId: null }]);
    expect((await list({ source: 'web/shop', code: 'bad-source' })).entries).toEqual([]);
    await expect(list({ cursor: 'AAAA' })).rejects.toThrow(RangeError);
  });

  it('keeps a mistake that is repeated for ever once, and counts it', async () => {
    const mistake = bad();
    const [id] = await refuse([mistake]);
    expect(await refuse([mistake, mistake])).toEqual([id, id]);
    for (let n = 0; n < 20; n += 1) await refuse([mistake]);
    const { entries } = await given.admission.quarantine.list();
    expect(entries).toMatchObject([{ id, times: 22 }]);
    expect(await refuse([mistake], { ...writer, keyId: 'key-2' })).not.toEqual([id]);
  });

  it('keeps one row when the same mistake comes many times at once', async () => {
    const mistake = bad();
    const ids = await Promise.all([...Array(8)].map(() => refuse([mistake])));
    expect(new Set(ids.flat()).size).toBe(1);
    expect((await given.admission.quarantine.list()).entries).toMatchObject([{ times: 8 }]);
  });

  it('bounds what one key can fill, counts the rest, and leaves other keys their share', async () => {
    const ids = await refuse([...Array(10)].map(() => bad()));
    expect(ids.filter((id) => id === null)).toHaveLength(3);
    expect(await refuse([bad(), {}])).toEqual([null, null]);
    const day = NOW.toISOString().slice(0, 10);
    expect(await given.admission.quarantine.overflow()).toEqual([
      { keyId: 'key-1', day, code: 'bad-source', events: 1 },
      { keyId: 'key-1', day, code: 'unknown-type', events: 4 },
    ]);
    expect(await refuse([bad()], { ...writer, keyId: 'key-2' })).not.toEqual([null]);
    expect(await refuse([purchase()])).toEqual(['not refused']);
  });

  it('keeps the beginning of what is too long', async () => {
    const [id] = await refuse([bad({ data: { text: 'ä'.repeat(1_000) } })]);
    const found = await given.admission.quarantine.find(id!);
    expect(found).toMatchObject({ cut: true });
    expect(Buffer.byteLength(found!.raw!)).toBeLessThanOrEqual(503);
    expect(found!.rawBytes).toBeGreaterThan(2_000);
  });

  it('erases single entries and expired ones, keys and all', async () => {
    const ids = await refuse([bad(), bad(), bad()]);
    const { quarantine } = given.admission;
    const cells = (await database.pool.query('select sealed from rapport_admission.quarantine')).rows;
    expect(await quarantine.remove([ids[0]!, 'not-an-id', crypto.randomUUID()])).toBe(1);
    expect(await quarantine.find(ids[0]!)).toBeNull();
    expect(await quarantine.find('not-an-id')).toBeNull();
    expect(await quarantine.expire(NOW)).toBe(0);
    expect(await quarantine.expire(new Date(NOW.getTime() + 30 * 86_400_000))).toBe(2);
    expect((await quarantine.list()).entries).toEqual([]);
    const opened = await given.vault.open(cells.map(({ sealed }) => sealed as string));
    expect(opened).toEqual(cells.map(() => ({ ok: false, why: 'erased' })));
  });
});
