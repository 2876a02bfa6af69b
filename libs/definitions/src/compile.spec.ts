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
    ['a wrong demand', { events: { where: { field: 'type', like: 'x' } } }, '/events/where/like: is not known here'],
    ['a text for a list', { by: 'queue' }, '/by: must be a list of 0 to 8'],
    [
      'a quantile beyond one',
      measure({ quantile: 'queueSeconds', at: 95 }),
      '/measures/one/at: must be a number from 0 to 1',
    ],
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
    ['lines unasked', { events: { types: ['PurchaseMade'] }, by: ['product'] }, 'needs "each": "lines" in events'],
  ])('with %s is refused with its place', (_, change, message) => {
    expect(faultsOf({ by: [], measures: { calls: 'count' }, ...change }).join('\n')).toContain(message);
  });

  it('tells all faults at once', () =>
    expect(faultsOf({ by: ['a', 'b'], measures: { n: { sum: 'c' } } })).toHaveLength(3));

  it.each([null, 7, 'x', [], [sound]])('that is %j is refused', (document) => expect(compile(document).ok).toBe(false));
});
