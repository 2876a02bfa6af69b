import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { isOwnChannel, typeDefinitions, type JsonSchema, type TypeDefinition } from '@rapport/events';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import type { Receipt } from './admission';
import { admissionOn, purchase, writer, type GivenAdmission } from './given';

let planted = 0;
/** A text that occurs nowhere else; all begin alike, so that one search finds any of them. */
const marker = (): string => `Zeugin${(planted += 1)}`;
const MARK = /Zeugin|5a657567696e|WmV1Z2lu/i;

const isFree = ({ type, format, enum: words, pattern }: JsonSchema): boolean =>
  type === 'string' && !format && !words && !pattern;

/** The type's example with a marker in each personal text and in unknown fields at every level. */
const withMarkers = ({ example, schema, personal }: TypeDefinition): Record<string, unknown> => {
  const strangers = (value: unknown, part: JsonSchema): unknown => {
    if (Array.isArray(value)) return part.items ? value.map((item) => strangers(item, part.items!)) : value;
    if (typeof value !== 'object' || value === null || !part.properties) return value;
    const members = Object.entries(value).map(([name, member]) => [
      name,
      strangers(member, part.properties![name] ?? {}),
    ]);
    return { ...Object.fromEntries(members), nickname: marker(), free: { text: [marker()] } };
  };
  const data = strangers(example, schema) as Record<string, unknown>;
  for (const field of personal.keys()) if (isFree(schema.properties![field]!)) data[field] = marker();
  return data;
};

describe('personal plain text', () => {
  let database: FreshDatabase;
  let store: EventStore;
  let given: GivenAdmission;
  beforeAll(async () => {
    database = await freshDatabase();
    store = await postgresEventStore(database.pool);
    given = await admissionOn(database.pool, { store });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const allTables = async (): Promise<Map<string, string>> => {
    const { rows } = await database.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname like 'rapport%'`,
    );
    const found = new Map<string, string>();
    for (const { name } of rows) {
      const { rows: lines } = await database.pool.query<{ line: string }>(`select t::text as line from ${name} t`);
      found.set(name, lines.map(({ line }) => line).join('\n'));
    }
    return found;
  };

  it('of any event type stands in no table, and comes back whole to whom may open it', async () => {
    const types = typeDefinitions().filter(({ channels }) => !isOwnChannel(channels[0]!));
    const sent = types.map((definition) =>
      purchase({
        channel: definition.channels[0],
        type: definition.type,
        data: withMarkers(definition),
        unknownMember: marker(),
        identifiers: [
          { type: 'email', value: `${marker()}@example.com` },
          { type: 'userId', value: marker() },
        ],
        context: {
          agent: 'a-1',
          page: `https://x.example/p?name=${marker()}`,
          ip: marker(),
          traits: { name: marker() },
        },
      }),
    );
    const receipts = await given.admission.admit(
      sent.map((value) => ({ value })),
      writer,
    );
    expect(receipts.filter(({ status }) => status !== 'accepted')).toEqual([]);
    const first = receipts[0] as Extract<Receipt, { status: 'accepted' | 'duplicate' }>;
    const fixed = { ...withMarkers(types[0]!) };
    const corrected = await given.admission.correct(
      first.eventId,
      { kind: 'correct', reason: marker(), data: fixed },
      writer,
    );
    expect(corrected.status).toBe('accepted');
    const bad = { ...sent[0]!, id: marker(), type: 'PurchaseMade', data: { amount: marker() } };
    const broken = { value: undefined, raw: `{"email":"${marker()}@example.com"` };
    const refused = await given.admission.admit([{ value: bad }, broken], writer);
    expect(refused.map(({ status }) => status)).toEqual(['refused', 'refused']);

    const tables = await allTables();
    expect([...tables.keys()]).toEqual(expect.arrayContaining(['rapport_store.events', 'rapport_vault.identifier']));
    for (const [name, text] of tables) expect([name, MARK.exec(text)?.[0]]).toEqual([name, undefined]);

    const events = await given.events();
    const cells = events.flatMap(({ parsed }) => [
      ...Object.values(parsed.sealed),
      ...parsed.handles.flatMap(({ sealed }) => sealed ?? []),
    ]);
    const kept = await given.admission.quarantine.list();
    const raws = await Promise.all(kept.entries.map(({ id }) => given.admission.quarantine.find(id)));
    const opened = JSON.stringify([await given.vault.open(cells), raws]);
    const found = new Set([...opened.matchAll(/zeugin(\d+)/gi)].map(([, number]) => Number(number)));
    const lost = Array.from({ length: planted }, (_, n) => n + 1).filter((number) => !found.has(number));
    expect(lost).toEqual([]);
    expect(planted).toBeGreaterThan(100);
  });

  it('stays sealed on repeats, which the PostgreSQL engine tells from changes', async () => {
    const sent = purchase({ identifiers: [] });
    const [first] = await given.admission.admit([{ value: sent }], writer);
    const again = await given.admission.admit(
      [{ value: sent }, { value: { ...sent, channel: 'web' } }, { value: sent }],
      writer,
    );
    expect(again).toEqual([
      { ...first, status: 'duplicate' },
      expect.objectContaining({ status: 'conflict' }),
      { ...first, status: 'duplicate' },
    ]);
  });
});
