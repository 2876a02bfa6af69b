import { DataSource, type EntityManager } from 'typeorm';
import type { Fact } from '@rapport/events';
import { replay } from '@rapport/fold';
import { corrected, fact, handleNamed } from '@rapport/fold/given';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { BadCursor, cardRows, type CardRows, customerView, projections, searchCustomers, timeline } from './index';
import { timelineOf, type CustomerList } from './index';
import { customerViewTable, timelineTable, READ_SCHEMA } from './index';

const HOME = handleNamed('home');
const WORK = handleNamed('work');
let fresh: FreshDatabase;
let source: DataSource;
let db: EntityManager;

beforeAll(async () => {
  fresh = await freshDatabase();
  await fresh.pool.query(`create schema ${READ_SCHEMA}`);
  const entities = projections.map(({ table }) => table);
  source = await new DataSource({ type: 'postgres', url: fresh.url, entities, synchronize: true }).initialize();
  db = source.manager;
});
afterAll(async () => {
  await source?.destroy();
  await fresh?.drop();
});

const at = (minute: number): string => new Date(Date.UTC(2026, 4, 1) + minute * 60_000).toISOString();
const call = (n: number, handle: string, channel: Fact['channel'] = 'call'): Fact =>
  fact('CallStarted', { callId: `c${n}`, direction: 'inbound' }, { occurredAt: at(n), handle, channel }) as Fact;

describe('timelineOf', () => {
  const facts = Array.from({ length: 30 }, (_, n) => call(n, n % 2 ? HOME : WORK, n % 3 ? 'call' : 'chat'));
  const moved = corrected(facts[0]!, { occurredAt: at(100) }, { occurredAt: at(200) });

  beforeAll(async () => {
    const stranger = Array.from({ length: 5 }, (_, n) => call(n, handleNamed('stranger')));
    const rows = [...replay(timeline, [...facts, ...stranger, moved]).values()];
    await db.insert(timelineTable, rows as never);
  });

  const ids = async (...query: [Parameters<typeof timelineOf>[2]?, (string | null)?, number?]) => {
    const page = await timelineOf(db, [HOME, WORK], ...query);
    return { ids: page.rows.map(({ key }) => key), next: page.next };
  };
  const newestFirst = [moved, ...[facts[0]!, ...facts.slice(1).reverse()]].map(({ eventId }) => eventId);

  it('gives the entries of all handles newest first, a corrected one at its right time', async () =>
    expect((await ids({}, null, 100)).ids).toEqual(newestFirst));

  it('gives back what the fold made, unchanged', async () => {
    const page = await timelineOf(db, [HOME, WORK], {}, null, 2);
    expect(page.rows).toEqual(
      [...replay(timeline, [...facts, moved]).values()]
        .filter(({ key }) => newestFirst.slice(0, 2).includes(key))
        .reverse(),
    );
  });

  it('goes on from a cursor without gap or repeat', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await ids({}, cursor, 7);
      seen.push(...page.ids);
      cursor = page.next;
    } while (cursor);
    expect(seen).toEqual(newestFirst);
  });

  it('filters by channel, type and time', async () => {
    expect((await ids({ channel: ['chat'] }, null, 100)).ids).toHaveLength(10);
    expect((await ids({ type: ['InteractionCorrected', 'Unknown'] })).ids).toEqual([moved.eventId]);
    const some = await ids({ from: at(10), to: at(12), channel: ['call', 'chat'] });
    expect(some.ids).toEqual([facts[11]!.eventId, facts[10]!.eventId]);
  });

  it('refuses a cursor that is none', async () => {
    await expect(ids({}, 'nonsense')).rejects.toThrow(BadCursor);
    expect(await timelineOf(db, [])).toEqual({ rows: [], next: null });
  });

  it('reads as much as the page needs, not the whole history', async () => {
    const columns = db.connection.getMetadata(timelineTable).columns.map(({ databaseName }) => databaseName);
    const own: Record<string, string> = {
      key: 'gen_random_uuid()',
      handle: `'${handleNamed('busy')}'`,
      listed_at: `to_char(timestamp '2020-01-01' + n * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
      type: `case n % 5000 when 7 then 'CallEnded' else 'CallStarted' end`,
    };
    await db.query(`insert into ${READ_SCHEMA}.timeline_v1 (${columns.join()})
      select ${columns.map((column) => own[column] ?? `t.${column}`).join()}
      from (select * from ${READ_SCHEMA}.timeline_v1 limit 1) t, generate_series(1, 50000) n`);
    await db.query(`analyze ${READ_SCHEMA}.timeline_v1`);
    const started = performance.now();
    const page = await timelineOf(db, [handleNamed('busy'), HOME], {}, null, 50);
    const rare = await timelineOf(db, [handleNamed('busy'), HOME], { type: ['CallEnded'] });
    expect(page.rows).toHaveLength(50);
    expect(rare.rows).toHaveLength(10);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('customer views', () => {
  const person = (n: number): { key: string; facts: Fact[] } => ({
    key: handleNamed(`person-${n}`),
    facts: [
      call(n, handleNamed(`person-${n}`)),
      fact('ProfileStated', { language: n % 2 ? 'de' : 'zh-CN', companySize: n }) as Fact,
      fact('PurchaseMade', { orderId: 'o', currency: 'EUR', amount: `${n}.50` }, { occurredAt: at(n) }) as Fact,
      ...(n === 3 ? [fact('CaseOpened', { caseId: 'c', kind: 'complaint' }, { occurredAt: at(n) }) as Fact] : []),
    ].map((one) => ({ ...one, channel: one.type === 'ProfileStated' ? 'business' : one.channel }) as Fact),
  });
  const people = Array.from({ length: 12 }, (_, n) => person(n));
  const quiet = { ...customerView.initial(), key: handleNamed('quiet') };

  beforeAll(async () => {
    const rows = people.map(({ key, facts }) => ({ key, ...replay(customerView, facts) }));
    await db.insert(customerViewTable, [...rows, quiet] as never);
  });

  const found = async (filter: Parameters<typeof searchCustomers>[1], list: CustomerList = {}) =>
    (await searchCustomers(db, filter, list)).rows.map(({ key }) => people.findIndex((one) => one.key === key));

  it('gives back the view without the state of the fold', async () => {
    const { ledger, promiseSteps, caseSteps, ...view } = replay(customerView, people[3]!.facts);
    const asked = [people[3]!.key, handleNamed('nobody')];
    const { rows } = await fresh.pool.query<CardRows>(cardRows('$1', '$2'), [asked, '']);
    expect(rows).toEqual([{ customers: [{ key: people[3]!.key, ...view }], tiers: [], signals: [], tasks: [] }]);
    expect((await searchCustomers(db, { ids: asked })).rows).toEqual(rows[0]!.customers);
  });

  it('filters by all that a list can ask', async () => {
    expect(await found({ traits: { language: 'de' } })).toEqual([11, 9, 7, 5, 3, 1]);
    expect(await found({ traits: { companySize: 4, language: 'zh-CN' } })).toEqual([4]);
    expect(await found({ channels: ['call', 'web'], lastSeenAfter: at(9), lastSeenBefore: at(11) })).toEqual([10, 9]);
    expect(await found({ minTouches: 3 })).toEqual([3]);
    expect(await found({ totals: { EUR: { min: '9.5', max: '10.50' } } })).toEqual([10, 9]);
    expect(await found({ totals: { USD: {} } })).toEqual([]);
    expect(await found({ openCase: 'complaint' })).toEqual([3]);
    expect(await found({ openCase: 'enquiry' })).toEqual([]);
    expect(await found({ openCase: false, openPromise: false, ids: people.slice(2, 5).map(({ key }) => key) })).toEqual(
      [4, 2],
    );
    expect(await found({ openPromise: true })).toEqual([]);
    expect(await found({ ids: [] })).toEqual([]);
  });

  it.each(['lastSeenAt', 'firstSeenAt', 'touches', 'orders', 'key', { net: 'EUR' }] as const)(
    'pages by %p without gap or repeat',
    async (order) => {
      const whole = (await searchCustomers(db, {}, { order, limit: 100 })).rows.map(({ key }) => key);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await searchCustomers(db, {}, { order, cursor, limit: 5 });
        seen.push(...page.rows.map(({ key }) => key));
        cursor = page.next;
      } while (cursor);
      expect(seen).toEqual(whole);
      const all = order === 'key' || order === 'touches' || order === 'orders' ? 13 : 12;
      expect(new Set(seen).size).toBe(all);
    },
  );

  it('refuses a cursor of a list in another order', async () => {
    const { next } = await searchCustomers(db, {}, { order: 'touches', limit: 2 });
    await expect(searchCustomers(db, {}, { order: 'key', cursor: next })).rejects.toThrow(BadCursor);
  });
});
