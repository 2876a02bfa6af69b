import fc from 'fast-check';
import { effectiveFacts } from '@rapport/fold';
import { compiled, entryRows, factsOf, mergedRows, orders, shuffled, stories } from './given';

const by = [{ day: 'UTC' }, 'channel'];
const MEASURES = { own: 'count', orders: { count: 'events', lastDays: 3 }, points: { sum: 'pointsEarned', lastDays: 2 } }; // prettier-ignore
const quietly = compiled({ events: {}, by: [{ day: 'UTC' }], measures: { own: 'count', three: { count: 'events', lastDays: 3 }, share: { ratio: { of: 'own', to: 'three' } }, points: { sum: 'pointsEarned', lastDays: 2 } } }); // prettier-ignore
const places = compiled({ events: {}, by, measures: MEASURES });
const customers = compiled({
  ...{ events: {}, by },
  measures: { ...MEASURES, buyers: { distinct: 'customer', lastDays: 5 } },
});

describe('a figure over the last days', () => {
  it('is what a look back over so many days gives, on each day that has events of its own', () => {
    fc.assert(
      fc.property(stories, orders, (story, order) => {
        const facts = story.flatMap(factsOf);
        const stand = effectiveFacts(facts).map((one) => ({
          ...{ channel: one.channel, points: one.data['pointsEarned'] as number | undefined, who: one.handle },
          day: Math.floor(Date.parse(one.occurredAt) / 86_400_000),
        }));
        const own = [...new Map(stand.map(({ channel, day }) => [`${day} ${channel}`, { channel, day }])).values()];
        const expected = own
          .sort((a, b) => a.day - b.day || (a.channel < b.channel ? -1 : 1))
          .map(({ channel, day }) => {
            const back = (days: number) => stand.filter((one) => one.channel === channel && one.day <= day && one.day > day - days); // prettier-ignore
            const points = back(2).flatMap((one) => one.points ?? []);
            return {
              ...{ day: new Date(day * 86_400_000).toISOString().slice(0, 10), channel },
              ...{ own: back(1).length, orders: back(3).length },
              points:
                points.length === 0
                  ? null
                  : expect.closeTo(
                      points.reduce((sum, one) => sum + one, 0),
                      3,
                    ),
              buyers: new Set(back(5).map(({ who }) => who)).size,
            };
          });
        const withoutBuyers = expected.map(({ buyers: _, ...row }) => row);
        expect(entryRows(places, shuffled(facts, order))).toEqual(withoutBuyers);
        expect(mergedRows(customers, shuffled(facts, order))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a day that has nothing of its own', () => {
  const { grouping } = quietly;
  const at = (days: readonly string[], day: string) =>
    days.reduce((group, own) => {
      const later = Math.round((Date.parse(day) - Date.parse(own)) / 86_400_000);
      const item = { fact: { occurredAt: `${own}T12:00:00.000Z`, data: {} } } as never;
      return later >= 0 && later < 3 ? grouping.add(group, item, later) : group;
    }, grouping.none);
  const show = (day: string, ...days: readonly string[]) => grouping.showQuiet(JSON.stringify([day]), at(days, day));

  it('has its figures over several days alone, and is not there where nothing is in them', () => {
    expect(show('2026-03-03', '2026-03-01', '2026-03-02')).toEqual({ day: '2026-03-03', three: 2, points: null });
    expect(show('2026-03-04', '2026-03-01', '2026-03-02')).toEqual({ day: '2026-03-04', three: 1, points: null });
    expect(show('2026-03-09', '2026-03-01', '2026-03-02')).toBeNull();
    expect(grouping.windows).toEqual({ three: 0, points: null });
  });
});
