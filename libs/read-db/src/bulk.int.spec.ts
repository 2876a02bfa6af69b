import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { bulk } from './bulk';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const COLUMNS = [
  { name: 'id', type: 'uuid' },
  { name: 'n', type: 'integer' },
  { name: 'word', type: 'text' },
  { name: 'doc', type: 'jsonb' },
  { name: 'words', type: 'text[]' },
  { name: 'big', type: 'bigint' },
];
const ID = '0a0b0c0d-0000-4000-8000-000000000001';
const back = async (...rows: readonly (readonly unknown[])[]): Promise<readonly unknown[]> => {
  const { source, values } = bulk(COLUMNS);
  const text = `select * from ${source} r`;
  return (await database.pool.query({ text, values: values(rows), rowMode: 'array' })).rows;
};

describe('rows on their way into the database', () => {
  it.each([
    ['plain', [ID, 1, 'word', { a: [1, 'x'] }, ['a', 'b'], '9007199254740993']],
    ['null', [null, null, null, null, null, null]],
    ['empty', [ID, 0, '', {}, [], '0']],
    ['awkward', [ID, -1, 'two\nlines\\N\u0002x', { 'a\nb': '\\u0000 \n' }, ['"', '\\', '', 'a,b', '{}', 'x\ny'], '-1']],
  ])('come through: %s', async (_, row) => {
    expect(await back(row)).toEqual([row]);
    expect(await back(row, row, row)).toEqual([row, row, row]);
  });

  it('are none when there are none', async () => expect(await back()).toEqual([]));

  it('lose only what PostgreSQL cannot hold', async () => {
    const [row] = await back([ID, 1, 'a\u0000b', { a: '\u0000\ud800', b: '\\ud800' }, ['\u0000'], 1]);
    expect(row).toEqual([ID, 1, 'a\ufffdb', { a: '\ufffd\ufffd', b: '\\ud800' }, ['\ufffd'], '1']);
  });
});
