import { decodeHttp } from './cloud-http';

const CORE = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': 'shop/de', 'ce-type': 'io.rapport.page-viewed.v1' };
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('binary mode of the HTTP binding', () => {
  it('reads attributes from headers and the payload from the body', () => {
    const headers = {
      ...CORE,
      'ce-subject': '%E6%9D%8E',
      'content-type': 'application/json; charset=utf-8',
      host: 'x',
    };
    expect(decodeHttp(headers, json({ a: 1 }))).toMatchObject({
      ok: true,
      event: { id: '1', subject: '李', data: { a: 1 }, extensions: {} },
    });
  });

  it('has no data without a body, and bytes where the type is not JSON', () => {
    expect(decodeHttp(CORE, Buffer.alloc(0))).toMatchObject({ ok: true, event: { data: undefined } });
    const read = decodeHttp({ ...CORE, 'content-type': 'application/xml' }, Buffer.from('<a/>'));
    expect(read).toMatchObject({ ok: true, event: { data: Buffer.from('<a/>') } });
  });

  it.each([
    ['another version', { ...CORE, 'ce-specversion': '0.3' }, json({}), 'specversion'],
    ['a header twice', { ...CORE, 'ce-id': ['1', '2'] }, json({}), 'more than once'],
    ['broken encoding', { ...CORE, 'ce-subject': '%FF' }, json({}), 'UTF-8'],
    ['a reserved header', { ...CORE, 'ce-datacontenttype': 'text/xml' }, json({}), 'is no header'],
    ['a body that is not JSON', { ...CORE }, Buffer.from('{'), 'not JSON'],
    ['a missing id', { ...CORE, 'ce-id': undefined }, json({}), 'id is missing'],
  ])('refuses %s', (_, headers, body, why) => {
    const read = decodeHttp(headers, body);
    expect(read.ok ? 'taken' : read.detail).toContain(why);
  });
});
