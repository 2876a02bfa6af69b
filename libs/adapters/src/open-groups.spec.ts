import { mapRows } from './given';
import { columnsOfHeader } from './row';

const columns = columnsOfHeader(['invoice', 'sku', 'quantity', 'price', 'who']);
const mapping = (within = 3) => ({
  source: 'shop',
  channel: 'web',
  events: [
    {
      type: 'PurchaseMade',
      id: '{invoice}',
      occurredAt: '2026-01-01T00:00:00Z',
      identifiers: [{ type: 'userId', value: '{who}' }],
      data: { orderId: '{invoice}', currency: 'GBP' },
      group: {
        by: ['{invoice}'],
        within,
        lines: { sku: '{sku}', quantity: { number: '{quantity}' } },
        sums: { amount: { product: ['{quantity}', '{price}'] } },
      },
    },
  ],
});
const line = (invoice: string, quantity = '1', price = '0.10') => [invoice, 'A', quantity, price, 'li'];

describe('a group of lines', () => {
  it('is one event with its lines and exact sums', () => {
    const { events, taken } = mapRows(mapping(), columns, [line('1'), line('1', '2'), line('2', '3', '0.001')]);
    expect(events.map(({ lines, event }) => ({ ...event.data, lines, id: event.id }))).toEqual([
      expect.objectContaining({ lines: [2, 3], id: '1', amount: '0.30' }),
      expect.objectContaining({ lines: [4], id: '2', amount: '0.003' }),
    ]);
    expect(events[0]!.event.data['lines']).toHaveLength(2);
    expect(events[0]!.event.carriedBy).toBe('f.csv:2');
    expect(taken).toEqual({ 2: 1, 3: 1, 4: 1 });
  });

  it('keeps exact duplicates of a line apart: they are two lines', () => {
    const { events } = mapRows(mapping(), columns, [line('1'), line('1')]);
    expect(events[0]!.event.data['amount']).toBe('0.20');
  });

  it('may be interrupted for a while', () => {
    const { events } = mapRows(mapping(), columns, [line('1'), line('2'), line('1')]);
    expect(events.map(({ lines }) => lines)).toEqual([[3], [2, 4]]);
  });

  it('that comes back after it was sent is one of its own', () => {
    const rows = [line('1'), line('2'), line('3'), line('4'), line('1')];
    const { events } = mapRows(mapping(), columns, rows);
    expect(events.map(({ event }) => event.id)).toEqual(['1', '2', '3', '4', '1#2']);
  });

  it('is held back as a whole when one of its lines is bad', () => {
    const { events, faulty } = mapRows(mapping(), columns, [line('1'), line('1', 'x'), line('2')]);
    expect(events.map(({ event }) => event.id)).toEqual(['2']);
    expect(faulty).toEqual({
      2: expect.stringMatching(/^its group has a fault: line 3: /),
      3: expect.stringMatching(/^its group has a fault: line 3: /),
    });
  });

  it('needs a key and an id', () => {
    expect(mapRows(mapping(), columns, [line('')]).faulty).toEqual({ 2: expect.stringMatching(/is empty/) });
    const nameless = mapping();
    delete (nameless.events[0] as { id?: string }).id;
    expect(() => mapRows(nameless, columns, [])).toThrow(/events\[0\]\.id: is missing/);
  });

  it('is held back when its first line is bad, for half an invoice is a wrong one', () => {
    const timed = mapping();
    timed.events[0]!.occurredAt = '{when}';
    const dated = columnsOfHeader(['invoice', 'sku', 'quantity', 'price', 'who', 'when']);
    const [bad, good] = ['soon', '2026-01-01T00:00:00Z'];
    const { events, faulty } = mapRows(timed, dated, [
      [...line('1'), bad],
      [...line('1'), good],
      [...line('2'), good],
    ]);
    expect(events.map(({ event }) => event.id)).toEqual(['2']);
    expect(faulty).toEqual({ 2: 'when is no time of the given format', 3: expect.stringMatching(/^its group has a fault: line 2: when/) }); // prettier-ignore
  });

  it.each([
    ['first', [0, 1]],
    ['last', [1, 0]],
  ])('is held back when its %s line has too few columns', (_, order) => {
    const rows = [line('1').slice(0, 3), line('1')];
    const { events, faulty } = mapRows(mapping(), columns, [...order.map((index) => rows[index]!), line('2')]);
    expect(events.map(({ event }) => event.id)).toEqual(['2']);
    expect(Object.values(faulty).sort()).toEqual([
      expect.stringMatching(/^its group has a fault: line [23]: the line has 3 columns/),
      'the line has 3 columns, the header 5',
    ]);
  });

  it('says each line once when another event of a line is bad', () => {
    const both = mapping();
    both.events.push({ ...both.events[0]!, id: 'v-{invoice}', occurredAt: '{who}', group: undefined as never });
    const dated = (who: string): string[] => line('1').with(4, who);
    const { events, faulty } = mapRows(both, columns, [dated('2026-01-01T00:00:00Z'), dated('soon')]);
    expect(events.map(({ event }) => event.id)).toEqual(['v-1']);
    expect(Object.keys(faulty)).toEqual(['2', '3']);
  });
});
