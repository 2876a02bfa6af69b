import { checkInteraction } from '@rapport/events';
import { historyOf, liveMoments } from './history';

const story = { people: 60, seed: 1, days: 730, end: Date.UTC(2026, 10, 1) };

describe('the demo company', () => {
  const events = historyOf(story);

  it('tells the same story every time, and another one for another seed', () => {
    expect(historyOf(story)).toEqual(events);
    expect(historyOf({ ...story, seed: 2 })).not.toEqual(events);
  });

  it('says nothing that Rapport would refuse', () => {
    const faults = events.map((event) => checkInteraction(event, new Date(story.end))).filter(({ ok }) => !ok);
    expect(faults).toEqual([]);
  });

  it('has all channels, repeats, late events, complaints and shared phones', () => {
    expect(new Set(events.map(({ channel }) => channel))).toEqual(
      new Set(['web', 'call', 'email', 'store', 'chat', 'social', 'survey', 'device', 'field']),
    );
    expect(new Set(events.map(({ id }) => id)).size).toBeLessThan(events.length);
    expect(events.some((event, nth) => nth > 0 && event.occurredAt < events[nth - 1]!.occurredAt)).toBe(true);
    expect(events.some(({ type }) => type === 'CaseOpened')).toBe(true);
    const introduced = events.filter(({ type }) => type === 'ProfileStated');
    const phones = introduced.map(({ identifiers }) => identifiers.find(({ type }) => type === 'phone')!.value);
    expect(new Set(phones).size).toBeLessThan(new Set(introduced.map(({ id }) => id)).size);
  });

  it('repeats an id only with the same words', () => {
    const first = new Map(events.map((event) => [event.id, event]));
    for (const event of events) expect(event).toEqual(first.get(event.id));
  });

  it('goes on living, and never ahead of time', () => {
    const now = story.end;
    const some = Array.from({ length: 200 }, (_, serial) => liveMoments(story, now, serial)).flat();
    expect(some.length).toBeGreaterThan(100);
    expect(some.filter(({ occurredAt }) => Date.parse(occurredAt) > now)).toEqual([]);
    expect(some.map((event) => checkInteraction(event, new Date(now))).filter(({ ok }) => !ok)).toEqual([]);
  });
});
