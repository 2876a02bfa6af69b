import { mapRows } from './given';
import { columnsOfHeader, columnsOfObjects } from './row';

const spec = {
  ...{ source: 'hotel', channel: 'web', zone: 'UTC', empty: ['NULL', '\\N'] },
  events: [
    {
      type: 'PurchaseMade',
      occurredAt: '{at}',
      identifiers: [{ type: 'userId', value: '{who}' }],
      data: { agent: '{agent}', note: '{note}', amount: { decimal: '{price}' } },
    },
  ],
};
const HEADER = ['who', 'at', 'price', 'agent', 'note'];

describe('words that stand for nothing', () => {
  it('name nobody, are no amounts and no texts; within a text they are what they are', () => {
    const row = ['NULL', '2026-01-01', '\\N', 'NULL', 'NULL and void'];
    const { events, faulty } = mapRows(spec, columnsOfHeader(HEADER), [row]);
    expect(faulty).toEqual({});
    expect(events[0]!.event).toMatchObject({ identifiers: [], data: { note: 'NULL and void' } });
    expect(Object.keys(events[0]!.event.data)).toEqual(['note']);
  });

  it('leave nothing of a time, and no list', () => {
    expect(mapRows(spec, columnsOfHeader(HEADER), [['li', 'NULL', '5', '', '']]).faulty).toEqual({
      2: 'occurredAt is empty',
    });
    const each = { ...spec, events: [{ ...spec.events[0], each: '{items}' }] };
    const row = { who: 'li', at: '2026-01-01', items: 'NULL' };
    expect(mapRows(each, columnsOfObjects(), [row]).skipped).toEqual({ 2: 'no event applies' });
  });

  it('must be texts', () =>
    expect(() => mapRows({ ...spec, empty: 'NULL' }, columnsOfHeader(HEADER), [])).toThrow('empty: must be a list'));
});
