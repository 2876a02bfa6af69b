import Ajv from 'ajv/dist/2020';
import { compile } from './compile';
import { languageSchema } from './language';

const sound = {
  name: 'calls-by-queue',
  title: 'How are calls answered, by queue and month?',
  events: { types: ['CallEnded'], channels: ['call'], where: { field: 'direction', is: 'inbound' } },
  by: ['queue', { month: 'Europe/Berlin' }],
  measures: {
    calls: 'count',
    answered: { count: 'events', where: { field: 'outcome', in: ['answered'] } },
    service: { ratio: { of: 'answered', to: 'calls' } },
    wait: { quantile: 'queueSeconds', at: 0.9, where: { not: { field: 'outcome', is: 'missed' } } },
  },
};

const faultsOf = (change: object): readonly string[] => {
  const compilation = compile({ ...sound, ...change });
  return compilation.ok ? [] : compilation.faults.map(({ at, message }) => `${at}: ${message}`);
};
const measure = (one: object | string): object => ({ measures: { calls: 'count', one } });

describe('a definition', () => {
  const validate = new Ajv({ strict: false }).compile(languageSchema);

  it('compiles, and is what the published schema says', () => {
    expect(faultsOf({})).toEqual([]);
    expect(validate(sound)).toBe(true);
  });

  it.each<[string, object, string]>([
    [
      'an unknown member',
      { colour: 'red' },
      '/colour: is not known here; allowed are name, title, events, by, measures',
    ],
    ['a name with capitals', { name: 'Calls' }, '/name: must be small letters'],
    ['no measures', { measures: {} }, '/measures: must have 1 to 30 members'],
    [
      'an unknown measure',
      measure({ sun: 'x' }),
      '/measures/one: must be an object with exactly one of count, distinct',
    ],
    ['two measures in one', measure({ sum: 'a', min: 'b' }), '/measures/one: must be an object with exactly one of'],
    ['an unknown channel', { events: { channels: ['fax'] } }, '/events/channels/0: must be one of web, call'],
    ['an own channel', { events: { channels: ['rule'] } }, '/events/channels/0: must be one of web, call'],
    ['what all objects have', { events: { constructor: 1 } }, '/events/constructor: is not known here'],
    ['a wrong demand', { events: { where: { field: 'type', like: 'x' } } }, '/events/where/like: is not known here'],
    ['a word that is no measure', measure('sum'), '/measures/one: must be one of count, or an object with exactly one of'], // prettier-ignore
    ['a capital where there is none', { measures: { Calls: 'count' } }, 'letters and digits that begin with a small letter'], // prettier-ignore
    ['a text for a list', { by: 'queue' }, '/by: must be a list of 0 to 8'],
    [
      'a quantile beyond one',
      measure({ quantile: 'queueSeconds', at: 95 }),
      '/measures/one/at: must be a number from 0 to 1',
    ],
    ['a funnel of one step', measure({ funnel: [{ step: 'a', where: { field: 'type', is: 'CallEnded' } }] }), '/measures/one/funnel: must be a list of 2 to 10'], // prettier-ignore
    ['a step without a name', measure({ funnel: [{ where: { field: 'outcome', exists: true } }] }), '/measures/one/funnel: must be a list'], // prettier-ignore
    ['a time without an end', measure({ between: { from: { field: 'outcome', exists: true } } }), '/measures/one/between/to: is missing'], // prettier-ignore
    ['a duration in words', measure({ funnel: [], within: 'a week' }), '/measures/one/within: must be a whole number and s, m, h or d'], // prettier-ignore
    ['a window of no days', measure({ count: 'events', lastDays: 1 }), '/measures/one/lastDays: must be a whole number from 2 to'], // prettier-ignore
    ['a stretch from any midnight', { events: { from: '2026-01-01' } }, '/events/from: must be a moment with an offset'], // prettier-ignore
  ])('that has %s is refused by the schema and by us, with its place', (_, change, message) => {
    expect(faultsOf(change).join('\n')).toContain(message);
    expect(validate({ ...sound, ...change })).toBe(false);
  });

  it.each<[string, object, string]>([
    ['an unknown type', { events: { types: ['CallEndid'] } }, 'there is no such event type; did you mean CallEnded?'],
    ['a type of another channel', { events: { types: ['CallEnded'], channels: ['store'] } }, 'it comes over call'],
    ['an unknown field', { by: ['colour'] }, '/by/0: no chosen event has a field colour; there are callId, direction'],
    ['a personal key', { by: ['transcript'] }, '/by/0: transcript is personal'],
    ['a personal measure', measure({ distinct: 'transcript' }), '/measures/one/distinct: transcript is personal'],
    [
      'a personal condition',
      { events: { where: { field: 'data.transcript', exists: true } } },
      'transcript is personal',
    ],
    ['a zone of nowhere', { by: [{ day: 'Europe/Atlantis' }] }, '/by/0/day: there is no time zone Europe/Atlantis'],
    ['a sum of texts', measure({ sum: 'queue' }), '/measures/one/sum: queue holds no numbers'],
    ['a number for a text', { events: { where: { field: 'outcome', is: 3 } } }, '/events/where/is: must be a text'],
    [
      'a ratio of nothing',
      measure({ ratio: { of: 'calls', to: 'none' } }),
      '/measures/one/ratio/to: must be another measure',
    ],
    ['one name twice', { by: ['queue'], measures: { queue: 'count' } }, '/measures/queue: queue is there twice'],
    ['a name that reading needs', { measures: { limit: 'count' } }, '/measures/limit: limit means something else'],
    ['an empty demand', { events: { where: { field: 'outcome' } } }, '/events/where: says nothing of the field'],
    ['a step that no event takes', measure({ funnel: [{ step: 'a', where: { field: 'type', is: 'CallEndid' } }, { step: 'b', where: { field: 'type', is: 'CallEnded' } }] }), '/measures/one/funnel/0/where/is: there is no such event type; did you mean CallEnded?'], // prettier-ignore
    ['two steps of one name', measure({ funnel: [{ step: 'a', where: { field: 'outcome', exists: true } }, { step: 'a', where: { field: 'outcome', exists: true } }] }), '/measures/one/funnel/1/step: a is there twice'], // prettier-ignore
    ['a type that is not chosen', { events: { types: ['CallEnded'], where: { field: 'type', in: ['PurchaseMade'] } } }, '/events/where/in/0: PurchaseMade is not among the chosen events'], // prettier-ignore
    ['a matter that nobody may see', measure({ between: { from: { field: 'outcome', exists: true }, to: { field: 'outcome', exists: true }, same: 'transcript' } }), '/measures/one/between/same: transcript is personal'], // prettier-ignore
    ['a window without a day', measure({ count: 'events', lastDays: 7 }), '/measures/one/lastDays: needs {"day": zone} in by'], // prettier-ignore
    ['a day that is none', { events: { from: '2026-02-30T00:00:00Z' } }, '/events/from: must be a moment that there is'], // prettier-ignore
    ['an end before the beginning', { events: { from: '2026-02-01T00:00:00Z', to: '2026-02-01T00:00:00Z' } }, '/events/to: must be after from'], // prettier-ignore
    ['lines unasked', { events: { types: ['PurchaseMade'] }, by: ['product'] }, 'needs "each": "lines" in events'],
  ])('with %s is refused with its place', (_, change, message) => {
    expect(faultsOf({ by: [], measures: { calls: 'count' }, ...change }).join('\n')).toContain(message);
  });

  it.each<[string, object]>([
    ['a trait', { trait: 'country' }],
    ['a tier', { tier: 'value-pyramid' }],
    ['a field under another name', { field: 'queue', as: 'q' }],
  ])('may have %s beside the day of a window', (_, part) =>
    expect(faultsOf({ by: [part, { day: 'UTC' }], measures: { n: { count: 'events', lastDays: 7 } } })).toEqual([]),
  );

  it.each<[string, object, string]>([
    ['a part', { by: ['priority'] }, '/by/0: '],
    ['a measure', { measures: { n: { sum: 'priority' } } }, '/measures/n/sum: '],
  ])('that makes %s of a field which is one thing here and another there is told so', (_, change, at) => {
    const said = faultsOf({ events: { types: ['CallEnded', 'CaseOpened'] }, by: [], measures: { n: 'count' }, ...change }); // prettier-ignore
    expect(said).toEqual([`${at}priority is one thing in CallEnded (number) and another in CaseOpened (text): choose events of one kind`]); // prettier-ignore
  });

  it('tells all faults at once', () =>
    expect(faultsOf({ by: ['a', 'b'], measures: { n: { sum: 'c' } } })).toHaveLength(3));

  it.each([null, 7, 'x', [], [sound]])('that is %j is refused', (document) => expect(compile(document).ok).toBe(false));
});
