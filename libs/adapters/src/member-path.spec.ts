import { columnsOfHeader, columnsOfObjects } from './row';

const of = (name: string, row: Record<string, unknown>): string => columnsOfObjects().cell(name)!(row);
const PARAMS = [
  { key: 'page_title', value: { string_value: 'Home' } },
  { key: 'ga_session_id', value: { int_value: '17' } },
  { key: 'ga_session_id', value: { int_value: '18' } },
];

describe('a path', () => {
  it('goes through members and items', () => {
    expect(of('a.b.1.c', { a: { b: [{}, { c: 'x' }] } })).toBe('x');
    expect(of('a.b.2.c', { a: { b: [{}, { c: 'x' }] } })).toBe('');
  });

  it('finds an item by what a member of it says, the first of several', () => {
    expect(of('event_params[key=ga_session_id].value.int_value', { event_params: PARAMS })).toBe('17');
    expect(of('event_params[key=none].value.int_value', { event_params: PARAMS })).toBe('');
    expect(of('fields[id=360.5].value', { fields: [{ id: 360.5, value: 'x' }] })).toBe('x');
    expect(of('fields[id=1].value', { fields: 'no list' })).toBe('');
  });

  it('is a name first, whatever is in the name', () => {
    expect(of('fields[id=1]', { 'fields[id=1]': 'flat' })).toBe('flat');
    expect(of('a[b', { 'a[b': 'flat' })).toBe('flat');
    expect(of('[x', { other: 1 })).toBe('');
  });

  it('takes no member that an object has by birth', () => {
    expect(of('a.constructor.name', { a: {} })).toBe('');
    expect(of('a.map.name', { a: [1] })).toBe('');
    expect(of('a.length', { a: [1, 2] })).toBe('2');
  });

  it('goes on into JSON that a text holds', () => {
    expect(of('context.page.path', { context: '{"page":{"path":"/a"}}' })).toBe('/a');
    expect(of('context.page.path', { context: 'no JSON' })).toBe('');
    expect(() => of('context.page', { context: '{"page":Li Wei' })).toThrow(/not JSON$/);
    expect(() => of('c.id', { c: '{"id":90071992547409931}' })).toThrow(/more digits/);
  });
});

describe('a path into a column of a delimited file', () => {
  const columns = columnsOfHeader(['id', 'contexts', 'a.b']);
  const cell = (name: string, ...row: string[]): string => columns.cell(name)!(row);

  it('reads the JSON that stands there', () => {
    const contexts = '{"data":[{"schema":"iglu:com.acme/user/jsonschema/1-0-0","data":{"tier":"gold"}}]}';
    expect(cell('contexts.data.0.data.tier', '1', contexts)).toBe('gold');
    expect(cell('contexts.data[schema=iglu:com.acme/user/jsonschema/1-0-0].data.tier', '1', contexts)).toBe('gold');
    expect(cell('contexts.data', '1', '')).toBe('');
  });

  it('is a fault where there stands none, because it may be a slip of the pen', () => {
    expect(() => cell('id.x', 'Li Wei')).toThrow(/holds no JSON$/);
  });

  it('is a column first, and no column at all when its beginning is none', () => {
    expect(cell('a.b', '', '', 'x')).toBe('x');
    expect(columns.cell('b.a')).toBeNull();
  });
});
