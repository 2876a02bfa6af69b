import { fieldOf, mapRows } from './given';
import { columnsOfHeader, columnsOfObjects } from './row';

const order = (items: unknown) => ({ id: 'o1', at: '2026-01-01', currency: 'EUR', items });
const mapping = (event: object) => ({
  source: 's',
  channel: 'web',
  zone: 'UTC',
  events: [{ type: 'T', occurredAt: '{at}', ...event }],
});
const mapped = (event: object, row: object) => mapRows(mapping(event), columnsOfObjects(), [row as never]);
const field = (value: unknown, items: unknown): unknown => {
  const { events, faulty } = mapped({ id: '{id}', data: { field: value } }, order(items));
  if (faulty[2] !== undefined) throw new Error(faulty[2]);
  return events[0]!.event.data['field'];
};

describe('a list in a line', () => {
  const lines = {
    each: '{items}',
    give: { object: { no: { number: '{@item}' }, sku: '{item.sku}', in: '{currency}' } },
  };

  it('gives a value for each of its items, which sees the item and the line', () => {
    expect(field(lines, [{ sku: 'A' }, { sku: 'B' }])).toEqual([
      { no: 1, sku: 'A', in: 'EUR' },
      { no: 2, sku: 'B', in: 'EUR' },
    ]);
  });

  it('leaves out items that give nothing, and the field when none gives anything', () => {
    const big = { each: '{items}', give: { value: '{item.sku}', when: { column: 'item.n', above: 1 } } };
    expect(field(big, [{ sku: 'A', n: 1 }, { sku: 'B', n: 2 }])).toEqual(['B']); // prettier-ignore
    expect(field(big, [{ sku: 'A', n: 1 }])).toBeUndefined();
    expect([field(big, []), field(big, null), field(big, undefined), field(big, ' ')]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('may hold lists itself', () => {
    const nested = { each: '{items}', as: 'box', give: { each: '{box.in}', give: '{box.n}{item}{@item}' } };
    expect(
      field(nested, [
        { n: 'x', in: ['a', 'b'] },
        { n: 'y', in: ['c'] },
      ]),
    ).toEqual([['xa1', 'xb2'], ['yc1']]);
  });

  it('can be summed', () => {
    const total = { sum: [{ each: '{items}', give: { product: ['{item.n}', '{item.price}'] } }, '4.90'] };
    expect(field(total, [{ n: 3, price: 0.1 }, { n: 1, price: '2.00' }])).toBe('7.20'); // prettier-ignore
    expect(() => field({ sum: [{ each: '{items}', give: '{item}' }] }, ['Li Wei'])).toThrow(/sum\[0\] is no number$/);
  });

  it('may stand in a column as JSON', () => {
    expect(fieldOf({ each: '{a}', give: '{item.x}' }, '[{"x":"1"},{"x":"2"}]')).toEqual(['1', '2']);
    expect(() => fieldOf({ each: '{a}', give: '{item.x}' }, 'Li Wei')).toThrow(/^\{a\} holds no list$/);
    expect(() => fieldOf({ each: '{a}', give: '{item.x}' }, '{"x":1}')).toThrow(/^\{a\} holds no list$/);
  });

  it('is named by one column, and its items by a word that is no column', () => {
    expect(() => fieldOf({ each: 'a', give: '{item}' })).toThrow(/each: must name one column that holds a list/);
    expect(() => fieldOf({ each: '{a}', as: 'b', give: '{b}' })).toThrow(/each: "b" is a column already/);
    expect(() => fieldOf({ each: '{a}', as: 'b.c', give: '1' })).toThrow(/each: its items must be called by one word/);
    expect(() => fieldOf({ each: '{z}', give: '{item}' })).toThrow(/each: no column "z"/);
  });
});

describe('an event for each item', () => {
  const refunds = { each: { of: '{items}', as: 'refund' }, data: { amount: '{refund.amount}', of: '{id}' } };
  const ids = ({ events }: ReturnType<typeof mapped>) => events.map(({ event }) => event.id);

  it('sees the item in all that it says, and is named by it', () => {
    const { events, taken } = mapped({ ...refunds, id: '{refund.id}' }, order([{ id: 'r1', amount: 5 }, { id: 'r2' }]));
    expect(events.map(({ event: { id, data } }) => ({ id, data }))).toEqual([
      { id: 'r1', data: { amount: '5', of: 'o1' } },
      { id: 'r2', data: { of: 'o1' } },
    ]);
    expect(taken).toEqual({ 2: 2 });
  });

  it('has a name of the line and of its place in it when the item has none', () => {
    const two = mapped(refunds, order([{ amount: 1 }, { amount: 1 }]));
    expect(ids(two)).toEqual([expect.stringMatching(/^line-.{22}\.1$/), expect.stringMatching(/^line-.{22}\.2$/)]);
  });

  it('is made where its condition holds of the item; a line without any is skipped', () => {
    const some = { ...refunds, id: '{refund.id}', when: { column: 'refund.amount', above: 0 } };
    expect(ids(mapped(some, order([{ id: 'r1', amount: 0 }, { id: 'r2', amount: 3 }])))).toEqual(['r2']); // prettier-ignore
    expect(mapped(some, order([])).skipped).toEqual({ 2: 'no event applies' });
  });

  it('is refused with all of its line when one item is bad', () => {
    const { events, faulty } = mapped({ ...refunds, occurredAt: '{refund.at}' }, order([{ at: '2026-01-01' }, {}]));
    expect([events, faulty]).toEqual([[], { 2: 'occurredAt is empty' }]);
    const after = mapped({ ...refunds, data: { n: '{@item}' } }, order([]));
    expect(after.events).toEqual([]);
  });

  it('cannot be had of a group of lines', () => {
    const columns = columnsOfHeader(['id', 'at', 'items']);
    expect(() => mapRows(mapping({ ...refunds, id: '{id}', group: { by: ['{id}'] } }), columns, [])).toThrow(
      /events\[0\]\.each: cannot be had with a group/,
    );
  });
});
