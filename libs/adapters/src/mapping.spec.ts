import { MappingFault } from './fault';
import { mapRows } from './given';
import { columnsOfHeader, columnsOfObjects, type Row } from './row';

const columns = columnsOfHeader(['order', 'who', 'mail', 'at', 'price']);
const purchase = {
  type: 'PurchaseMade',
  occurredAt: '{at}',
  identifiers: [
    { type: 'userId', issuer: 'shop', value: '{who}' },
    { type: 'email', value: '{mail}', when: { column: 'mail', matches: '@' } },
  ],
  data: { amount: { decimal: '{price}' } },
};
const mapping = (event: object, more: object = {}) => ({ source: 'shop', channel: 'web', zone: 'UTC', events: [event], ...more }); // prettier-ignore
const row = (...fields: string[]) => [...fields, '', '', '', ''].slice(0, 5);
const good = row('o1', 'li', 'li@example.com', '2026-01-01', '5.00');

describe('a mapping', () => {
  it('makes history of a row', () => {
    const [{ event, lines }] = mapRows(mapping({ ...purchase, id: '{order}' }), columns, [good]).events as [never];
    expect({ event, lines }).toEqual({
      lines: [2],
      event: {
        id: 'o1',
        source: 'shop',
        channel: 'web',
        type: 'PurchaseMade',
        occurredAt: '2026-01-01T00:00:00.000Z',
        identifiers: [
          { type: 'userId', issuer: 'shop', value: 'li' },
          { type: 'email', value: 'li@example.com' },
        ],
        data: { amount: '5.00' },
        historical: true,
        carriedBy: 'f.csv:2',
      },
    });
  });

  it('leaves out identifiers that are empty or not meant', () => {
    const [{ event }] = mapRows(mapping(purchase), columns, [row('o1', '', 'none', '2026-01-01')]).events as [never];
    expect((event as { identifiers: unknown }).identifiers).toEqual([]);
  });

  it('names lines by what they say; equal lines of a file are different events, of another file the same', () => {
    const ids = (rows: string[][]) => mapRows(mapping(purchase), columns, rows).events.map(({ event }) => event.id);
    const other = row('o2', 'li', '', '2026-01-01', '5.00');
    const first = ids([good, other, good]);
    expect(new Set(first).size).toBe(3);
    expect(first[2]).toBe(`${first[0]}#2`);
    expect(ids([other, good, good])).toEqual([first[1], first[0], first[2]]);
  });

  it('makes several events of one row, skips with a reason, and says when nothing applies', () => {
    const spec = mapping(purchase, {
      skip: [{ when: { column: 'order', is: 'TEST' }, reason: 'test order' }],
      events: [
        { ...purchase, when: { column: 'price', above: 0 } },
        { ...purchase, type: 'ItemReturned', when: { column: 'price', below: 5 } },
      ],
    });
    const rows = [row('TEST'), row('b', 'li', '', '2026-01-01', '3'), row('c', 'li', '', '2026-01-01', '7')];
    const mapped = mapRows(spec, columns, [...rows, row('d', 'li', '', '2026-01-01', 'x')]);
    expect(mapped.skipped).toEqual({ 2: 'test order', 5: 'no event applies' });
    expect(mapped.taken).toEqual({ 3: 2, 4: 1 });
    expect(mapped.events.map(({ lines, event }) => [lines[0], event.type])).toEqual([
      [3, 'PurchaseMade'],
      [3, 'ItemReturned'],
      [4, 'PurchaseMade'],
    ]);
    expect(new Set(mapped.events.map(({ event }) => event.id)).size).toBe(3);
  });

  it('takes a bad line as a whole or not at all, and names columns only', () => {
    const spec = mapping(purchase, { events: [purchase, { ...purchase, occurredAt: '{who}' }] });
    const mapped = mapRows(spec, columns, [good, ['too', 'short']]);
    expect(mapped.events).toEqual([]);
    expect(mapped.faulty).toEqual({
      2: 'who is no time of the given format',
      3: 'the line has 2 columns, the header 5',
    });
  });

  it('gives line and lasting name to those who ask', () => {
    const spec = mapping({ ...purchase, data: { orderId: '{@id}', amount: '{@line}' } });
    const [one, two] = mapRows(spec, columns, [good, good]).events.map(({ event }) => event);
    expect([one!.data['orderId'], two!.data['orderId']]).toEqual([one!.id, two!.id]);
    expect(two!.data['amount']).toBe('3');
  });

  it('reads objects by path', () => {
    const spec = mapping({ ...purchase, identifiers: [], data: { sku: '{lines.0.sku}', total: '{total}' }, occurredAt: '{at}' }); // prettier-ignore
    const rows = [{ at: '2026-01-01', lines: [{ sku: 'XPS' }], total: 12.5 }];
    expect(mapRows(spec, columnsOfObjects(), rows).events[0]!.event.data).toEqual({ sku: 'XPS', total: '12.5' });
  });

  it('reads members with a point in their name, as flattened exports have them', () => {
    const spec = mapping({ ...purchase, identifiers: [], data: { mail: '{user.mail}', nr: '{Order No.}' }, occurredAt: '{at}' }); // prettier-ignore
    const at = '2026-01-01';
    const rows = [
      { at, 'user.mail': 'flat', user: { mail: 'deep' }, 'Order No.': 'O-1' },
      { at, user: { mail: 'deep' } },
    ];
    const { events } = mapRows(spec, columnsOfObjects(), rows);
    expect(events.map(({ event }) => event.data)).toEqual([{ mail: 'flat', nr: 'O-1' }, { mail: 'deep' }]);
  });

  it('refuses a line whose number has lost digits in parsing, instead of taking two orders for one', () => {
    const spec = mapping({ ...purchase, identifiers: [], data: { orderId: '{nr}' }, occurredAt: '{at}' });
    const rows = ['12345678901234567890', '"12345678901234567890"', '123456789012'].map(
      (nr) => JSON.parse(`{"at":"2026-01-01","nr":${nr}}`) as Row,
    );
    const { events, faulty } = mapRows(spec, columnsOfObjects(), rows);
    expect(events.map(({ event }) => event.data['orderId'])).toEqual(['12345678901234567890', '123456789012']);
    expect(faulty).toEqual({ 2: expect.stringContaining('{nr} has more digits than a JSON number keeps') });
  });

  it('says all its faults at once, each with its place', () => {
    const spec = {
      source: 'shop',
      zone: 'Nowhere/Here',
      evnts: [],
      skip: [{ when: { column: 'order' }, reason: 'r' }],
      events: [{ type: 'T', channel: 'web', occurredAt: '{when}', data: { x: { amuont: 1 } } }],
    };
    const faults = (): readonly string[] => {
      try {
        mapRows(spec, columns, []);
        return [];
      } catch (error) {
        return (error as MappingFault).faults;
      }
    };
    expect(faults()).toEqual([
      expect.stringMatching(/^evnts: is unknown here/),
      expect.stringMatching(/^zone: "Nowhere\/Here" is no zone/),
      expect.stringMatching(/^skip\[0\]\.when: tests nothing/),
      expect.stringMatching(/^events\[0\]\.occurredAt\.of: no column "when"; there are order, who, mail, at, price/),
      expect.stringMatching(/^events\[0\]\.data\.x: is no value/),
    ]);
  });

  it.each([
    [['order;at;price'], 'columns parted by ";" need {"format": {"kind": "csv", "delimiter": ";"}}'],
    [['Report of May'], 'if the header stands in another line, say which'],
  ])('says of a header %p what may be the matter', (header, hint) =>
    expect(() => mapRows(mapping(purchase), columnsOfHeader(header), [])).toThrow(hint),
  );

  it('does not choose between two columns with one name', () => {
    const twice = columnsOfHeader(['order', 'at', 'price', 'price', 'note', 'note']);
    const { data } = purchase;
    const event = { type: 'PurchaseMade', occurredAt: '{at}' };
    expect(() => mapRows(mapping({ ...event, data }), twice, [])).toThrow(
      'the header has "price" twice: name all columns',
    );
    expect(mapRows(mapping(event), twice, [['1', '2026-01-01', '5', '6', '', '']]).events).toHaveLength(1);
  });
});
