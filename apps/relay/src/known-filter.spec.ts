import { filterOf } from './log-filter';
import { knownFilterOf } from './known-filter';

describe('a filter of the log', () => {
  it.each([{}, { type: 'PurchaseMade,DayEnded' }, { channel: 'web,rule' }])('that is asked for may be %j', (given) =>
    expect(knownFilterOf(given)).toEqual(filterOf(given)),
  );

  it.each([{ type: 'Retired' }, { channel: 'shop' }, { type: '' }])('that is asked for may not be %j', (given) =>
    expect(() => knownFilterOf(given)).toThrow(),
  );

  it('that was kept is read as it is', () => expect(filterOf({ type: 'Retired' }).type?.has('Retired')).toBe(true));
});
