import fc from 'fast-check';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { runAll } from '@rapport/postgres';
import { upsertOf } from './upsert';

const keyColumn = { property: 'key', name: 'key', type: 'integer' };
const columns = [
  { property: 'words', name: 'words', type: 'text' },
  { property: 'inside', name: 'inside', type: 'jsonb' },
  { property: 'asWritten', name: 'as_written', type: 'json' },
  { property: 'sure', name: 'sure', type: 'boolean' },
];

describe('the upsert', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await database.pool.query(
      'create table kept (key int primary key, words text, inside jsonb, as_written json, sure boolean, folded_to text)',
    );
  });
  afterAll(() => database.drop());

  it('brings every text and every JSON value as it is, and replaces rows by key', async () => {
    const upsert = upsertOf('kept', keyColumn, columns, 'folded_to');
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((some) => some.replaceAll('\0', '')),
      fc.constantFrom('', '\\N', '\n', 'a\nb', '\\', '"', 'null', '\r\n\t', '\u2028'),
    );
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')) as unknown);
    const row = fc.record({
      key: fc.nat(20),
      words: fc.option(text.filter((some) => some.isWellFormed())),
      inside: fc.record({ json: json.filter((some) => JSON.stringify(some).isWellFormed()) }),
      asWritten: fc.array(json.filter((some) => JSON.stringify(some).isWellFormed())),
      sure: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(row, { selector: ({ key }) => key, minLength: 1 }), async (rows) => {
        await database.pool.query('delete from kept where key > 10');
        const kept = rows.map(({ key, ...row }) => ({ key: String(key), row, foldedTo: null }));
        await runAll(database.pool, [upsert(kept)]);
        const { rows: found } = await database.pool.query(
          'select key, words, inside, as_written as "asWritten", sure from kept where key = any($1) order by key',
          [rows.map(({ key }) => key)],
        );
        const normal = (some: unknown): unknown => JSON.parse(JSON.stringify(some)); // -0 is 0 in JSON
        expect(normal(found)).toEqual(normal([...rows].sort((a, b) => a.key - b.key)));
      }),
      { numRuns: 150 },
    );
  });

  it('puts the replacement character where PostgreSQL has no place for a character', async () => {
    const row = { words: 'x', inside: { a: 'nul\u0000', b: '\\u0000' }, asWritten: ['\ud800'], sure: true };
    const upsert = upsertOf('kept', keyColumn, columns, 'folded_to');
    await runAll(database.pool, [upsert([{ key: '99', row, foldedTo: null }])]);
    const { rows } = await database.pool.query('select inside, as_written from kept where key = 99');
    expect(rows).toEqual([{ inside: { a: 'nul\ufffd', b: '\\u0000' }, as_written: ['\ufffd'] }]);
  });
});
