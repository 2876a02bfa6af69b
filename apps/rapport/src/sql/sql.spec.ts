import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportedEvents, exportedRows, type Item } from '../verbs/export-pages';
import { answerText, type SqlFormat } from './answer';
import { prepared } from './ask';
import { type Duck, literal, openDuck } from './duck';
import { Library } from './library';
import { writeParquet } from './parquet';
import { withFolder } from './spool';

const at = (n: number): string => `00000000-${String(n).padStart(19, '0')}`;
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const event = (n: number): Item => ({
  ...{ position: at(n), eventId: uuid(n), recordedAt: '2026-02-01T00:00:00.000Z', occurredAt: `2026-01-0${n}T23:30:00.000Z` },
  ...{ channel: 'store', type: n % 2 === 0 ? 'ItemReturned' : 'PurchaseMade', v: 1, source: 'till', id: `b-${n}` },
  ...{ handle: uuid(90 + (n % 2)), handles: [{ handle: uuid(90 + (n % 2)), type: 'loyaltyCard', issuer: 'pos' }, { handle: uuid(7), type: 'email' }], stream: 'customer-x', data: { amount: `${n}.50`, lines: [{ sku: `it's "${n}"` }] } },
  ...{ sealed: { note: 'v1.abc' }, context: null, meta: {} },
}); // prettier-ignore

/** An instance with so many events, two pages of rows and an empty projection; it tells what it was asked. */
const instance = (events: number, first = event) => {
  const asked: string[] = [];
  const rows = [
    { key: uuid(90), sold: { EUR: '9.00' }, day: '2026-01-01', code: '007', n: 1, at: '2026-01-01T10:00:00.000Z', name: { masked: 'contact' } },
    { key: uuid(91), sold: { USD: '1.00' }, day: '2026-01-02', code: '12', n: 2.5, at: null, name: null },
  ]; // prettier-ignore
  const handles = [
    { handle: uuid(90), type: 'loyaltyCard', customerId: uuid(7), erased: false },
    { handle: uuid(91), type: 'loyaltyCard', customerId: null, erased: true },
  ];
  return {
    asked,
    ask: async (_method: string, path: string): Promise<unknown> => {
      asked.push(path);
      const url = new URL(path, 'http://x');
      if (url.pathname === '/v1/projections/versions') return { versions: ['sold-by-day', 'nothing', 'value'].map((name) => ({ name })) }; // prettier-ignore
      if (url.pathname === '/v1/handles') return { position: at(events), rows: handles, next: null };
      if (url.pathname.endsWith('/nothing/rows')) return { position: at(events), rows: [], next: null };
      const isSecond = url.searchParams.has('cursor');
      if (url.pathname.endsWith('/rows')) return { position: at(events), rows: [rows[isSecond ? 1 : 0]], next: isSecond ? null : 'c' }; // prettier-ignore
      const from = Number((url.searchParams.get('after') ?? at(0)).slice(-19));
      const page = Array.from({ length: Math.min(2, events - from) }, (_, nth) => first(from + nth + 1));
      const next = from + page.length;
      return { events: page, next: at(next), head: at(events), atEnd: next === events };
    },
  };
};

describe('SQL over the log and projections', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-sql-spec-'));
  let duck: Duck;
  beforeAll(async () => void (duck = await openDuck(null, dir)));
  afterAll(() => {
    duck.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const asking = async (sql: string, format: Exclude<SqlFormat, 'parquet'> = 'json', from = instance(5), on = duck) => {
    const statement = await prepared(on.connection, sql, new Library(from, on.connection, dir));
    let text = '';
    for await (const piece of answerText(await statement.stream(), format)) text += piece;
    return text;
  };
  const fresh = async <T>(run: (own: Duck) => Promise<T>, file: string | null = null): Promise<T> => {
    const own = await openDuck(file, dir);
    try {
      return await run(own);
    } finally {
      own.close();
    }
  };

  it('reads events as a typed table, fetched once and only when a statement names them', () =>
    fresh(async (own) => {
      const from = instance(5);
      expect(JSON.parse(await asking('select 1 as one', 'json', from, own))).toEqual([{ one: 1 }]);
      expect(from.asked).toEqual([]);
      const sql = `select type, count(*) as n, sum((data->>'amount')::decimal(18, 2)) as sold, min(occurredAt) as first,
        date_trunc('day', min(occurredAt) at time zone 'Europe/Berlin')::date as day, any_value(data->'$.lines[0]') as line
        from events where occurredAt >= timestamptz '2026-01-01 23:30:00Z' group by type order by n desc`;
      expect(JSON.parse(await asking(sql, 'json', from, own))).toEqual([
        { type: 'PurchaseMade', n: 3, sold: '10.50', first: '2026-01-01 23:30:00+00', day: '2026-01-02', line: { sku: 'it\'s "1"' } },
        { type: 'ItemReturned', n: 2, sold: '7.00', first: '2026-01-02 23:30:00+00', day: '2026-01-03', line: { sku: 'it\'s "2"' } },
      ]); // prettier-ignore
      expect(from.asked.filter((path) => path.startsWith('/v1/events'))).toHaveLength(4);
    }));

  it('reads rows of projections under their name or with _ for -, plain values typed and the rest as JSON', () =>
    fresh(async (own) => {
      const sql = `select typeof(key) as a, typeof(sold) as b, typeof(day) as c, typeof(code) as d, typeof(n) as e, typeof("at") as f from sold_by_day limit 1`;
      expect(JSON.parse(await asking(sql, 'json', instance(5), own))).toEqual([
        { a: 'UUID', b: 'JSON', c: 'DATE', d: 'VARCHAR', e: 'DOUBLE', f: 'TIMESTAMP WITH TIME ZONE' },
      ]);
      const joined = `with mine as (select handle, count(*) as events from events group by handle)
        select sold->>'EUR' as eur, events from "sold-by-day" join mine on handle = key order by key`;
      expect(JSON.parse(await asking(joined, 'json', instance(5), own))).toEqual([
        { eur: '9.00', events: 2 },
        { eur: null, events: 3 },
      ]);
      expect(JSON.parse(await asking('select count(*) as n from nothing', 'json', instance(5), own))).toEqual([
        { n: 0 },
      ]);
    }));

  it('joins events with the customers of today, where there are any', () =>
    fresh(async (own) => {
      const sql = `select customerId, erased, count(*) as n from events join handles using (handle) group by all order by n`;
      expect(JSON.parse(await asking(sql, 'json', instance(5), own))).toEqual([
        { customerId: uuid(7), erased: false, n: 2 },
        { customerId: null, erased: true, n: 3 },
      ]);
    }));

  it('answers as a table, as CSV that runs nothing, and as JSON, also of many rows and none', async () => {
    const sql = `select 1 as n, '=1+1' as text, [1, 2] as list, null as nothing`;
    expect(await asking(sql, 'csv')).toBe('n,text,list,nothing\r\n1,\'=1+1,"[1,2]",\r\n');
    expect(await asking(sql, 'table')).toBe('n  text  list   nothing\n1  =1+1  [1,2]\n');
    expect(await asking('select 1 as n where false', 'json')).toBe('[]\n');
    expect(await asking(`select range as n, '-x' as text from range(2)`, 'ndjson')).toBe(
      '{"n":0,"text":"-x"}\n{"n":1,"text":"-x"}\n',
    );
    expect(await asking('select 1 as n where false', 'ndjson')).toBe('');
    expect(JSON.parse(await asking('select range as n from range(5000)', 'json'))).toHaveLength(5_000);
    expect(await asking('select range as n from range(5000)', 'table')).toMatch(/\n199\n… the first 200 rows/);
    expect(JSON.parse(await asking(`select 1 as a, 2 as a, 9007199254740993 as big`, 'json'))).toEqual([
      { a: 1, 'a:1': 2, big: '9007199254740993' },
    ]);
  });

  it('says what DuckDB says, and which tables there are', async () => {
    await expect(asking('selec 1')).rejects.toThrow(/syntax error/);
    await expect(asking(' ')).rejects.toThrow('no statement');
    await expect(asking('select 1; select 2')).rejects.toThrow(/multiple statements/);
    await expect(asking('select * from evnts')).rejects.toThrow('there is no table evnts; there are events, handles, nothing, sold_by_day, value'); // prettier-ignore
    await expect(asking('select nosuch from events')).rejects.toThrow(/nosuch/);
  });

  it('keeps what was fetched in a file, takes only new events, and refuses the log of somebody else', async () => {
    const file = join(dir, 'kept.duckdb');
    const count = 'select count(*) as n, max(position) as last from events';
    const looking = (from: ReturnType<typeof instance>): Promise<unknown> =>
      fresh(async (own) => JSON.parse(await asking(count, 'json', from, own)), file);
    expect(await looking(instance(1))).toEqual([{ n: 1, last: at(1) }]);
    expect(await looking(instance(4))).toEqual([{ n: 4, last: at(4) }]);
    const more = instance(7);
    expect(await looking(more)).toEqual([{ n: 7, last: at(7) }]);
    expect(more.asked.some((path) => path.includes('after='))).toBe(true);
    expect(more.asked.filter((path) => path.startsWith('/v1/events') && !path.includes('after='))).toEqual([]);
    await expect(looking(instance(9, (n) => ({ ...event(n), eventId: uuid(n + 40) })))).rejects.toThrow(
      'another instance',
    );
    const old = join(dir, 'old.duckdb');
    await fresh(async (own) => void (await own.connection.run('create table events (position varchar)')), old);
    const asked = fresh((own) => asking(count, 'json', instance(1), own), old);
    await expect(asked).rejects.toThrow('another release');
    writeFileSync(join(dir, 'no.duckdb'), 'no database');
    await expect(openDuck(join(dir, 'no.duckdb'), dir)).rejects.toThrow(/cannot be opened/);
  });

  it('writes Parquet with types and with where it stands', async () => {
    const file = join(dir, "it's.parquet");
    expect(await writeParquet(await exportedEvents(instance(5), {}), file, () => undefined)).toBe(5);
    const sql = `select count(*) as n, any_value(typeof(occurredAt)) as t, any_value(typeof(handles)) as h, sum((data->>'amount')::double) as sum from ${literal(file)}`;
    expect(JSON.parse(await asking(sql))).toEqual([
      { n: 5, t: 'TIMESTAMP WITH TIME ZONE', h: 'STRUCT(handle UUID, "type" VARCHAR, issuer VARCHAR)[]', sum: 17.5 },
    ]);
    const about = `select decode(key) as k, decode(value) as v from parquet_kv_metadata(${literal(file)}) order by k`;
    expect(JSON.parse(await asking(about))).toEqual(
      expect.arrayContaining([{ k: 'export', v: 'events' }, { k: 'position', v: at(5) }]),
    ); // prettier-ignore
    expect(readFileSync(file).subarray(0, 4).toString()).toBe('PAR1');
    const rows = join(dir, 'rows.parquet');
    expect(await writeParquet(await exportedRows(instance(5), 'sold-by-day'), rows, () => undefined)).toBe(2);
    expect(JSON.parse(await asking(`select sum(n) as n from ${literal(rows)}`))).toEqual([{ n: 3.5 }]);
  });

  it('leaves nothing behind, also after a fault', async () => {
    let folder = '';
    const failing = withFolder(async (own) => {
      writeFileSync(join((folder = own), 'x'), 'x');
      throw new Error('on the way');
    });
    await expect(failing).rejects.toThrow('on the way');
    expect(existsSync(folder)).toBe(false);
  });
});
