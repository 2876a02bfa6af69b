import type { Random } from '@rapport/testing';
import { CHANNELS_OF, TEXTS } from './history';

type Kind = 'text' | 'number' | 'money' | 'instant' | 'day' | 'flag';
/** Fields of the events of these specs, with what they hold. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  PurchaseMade: { orderId: 'text', currency: 'text', amount: 'money', payment: 'text', pointsEarned: 'number', tax: 'money', deliveryDueAt: 'instant' },
  ItemReturned: { orderId: 'text', currency: 'text', amount: 'money', reason: 'text' },
  CallEnded: { callId: 'text', outcome: 'text', direction: 'text', queue: 'text', queueSeconds: 'number', talkSeconds: 'number' },
  CaseOpened: { caseId: 'text', kind: 'text', reason: 'text' },
  CaseAnswered: { caseId: 'text', solved: 'flag', resolution: 'text' },
  SurveyAnswered: { survey: 'text', kind: 'text', score: 'number' },
  DeviceReading: { metric: 'text', value: 'number', model: 'text' },
  ProfileStated: { country: 'text', language: 'text', birthYear: 'number', customerSince: 'day', companySize: 'number' },
}; // prettier-ignore
const LINES: Readonly<Record<string, Kind>> = { product: 'text', 'lines.quantity': 'number', 'lines.amount': 'money', 'lines.category': 'text' }; // prettier-ignore
const ALWAYS: Readonly<Record<string, Kind>> = { channel: 'text', type: 'text', source: 'text', occurredAt: 'instant', agent: 'text', location: 'text' }; // prettier-ignore
const TRAITS: Readonly<Record<string, Kind>> = FIELDS['ProfileStated']!;
const ZONES = ['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Apia', 'America/St_Johns', 'Asia/Shanghai']; // prettier-ignore

const valueOf = (kind: Kind, name: string, types: readonly string[], random: Random): unknown => {
  if (kind === 'money') return random.pick(['0', '10.00', '12.5', '-5.1', '129.9', '1000000']);
  if (kind === 'number') return random.pick([0, 1, 31, 5, 100, 1986, -1]);
  if (kind === 'flag') return random.below(2) > 0;
  if (kind === 'instant') return random.pick(['2025-03-30T01:00:00.000Z', '2025-06-15T00:00:00.000Z', '2000-02-29T00:00:00.000Z']); // prettier-ignore
  if (kind === 'day') return random.pick(['2017-03-14', '2019-01-01']);
  if (name === 'type') return random.pick(types);
  const near: Record<string, string[]> = { channel: ['web', 'store', 'call'], outcome: ['answered', 'missed'], kind: ['complaint', 'nps'], country: ['DE', 'CN'], currency: ['EUR', 'JPY'], agent: ['a-1', 'a-2'], source: ['shop'], language: ['de'] }; // prettier-ignore
  return random.pick(near[name] ?? TEXTS);
};

const canDivide = (measure: any, kinds: Readonly<Record<string, Kind>>): boolean => {
  const field =
    measure.sum ?? measure.avg ?? measure.min ?? measure.max ?? measure.first ?? measure.last ?? measure.quantile;
  return measure.top === undefined && (field === undefined || ['number', 'money'].includes(kinds[field]!));
};

/** A definition of some kind, out of every part of the language but tiers. */
export const question = (random: Random, name: string): any => {
  const types = random.shuffle(Object.keys(CHANNELS_OF)).slice(0, 1 + random.below(3));
  const withLines = types.some((type) => ['PurchaseMade', 'ItemReturned'].includes(type));
  const each = withLines && random.below(3) === 0 ? 'lines' : 'event';
  const all: Record<string, Kind> = { ...ALWAYS, ...(each === 'lines' && LINES) };
  for (const type of types) Object.assign(all, FIELDS[type]);
  const names = Object.keys(all);
  const some = (...kinds: readonly Kind[]): string => random.pick(names.filter((one) => kinds.includes(all[one]!)));
  const demands = (field: string, kind: Kind): object => {
    const value = (): unknown => valueOf(kind, field, types, random);
    const how = random.below(7);
    if (how === 0) return { exists: random.below(2) > 0 };
    if (how === 1) return { in: [value(), value()] };
    if (how === 2) return { moreThan: value() };
    if (how === 3) return { atLeast: value() };
    if (how === 4 && field !== 'type') return { lessThan: value(), atMost: value() };
    return { is: value() };
  };
  const condition = (depth = 2): any => {
    const how = random.below(depth > 0 ? 7 : 4);
    const field = random.pick(names);
    const trait = random.pick(Object.keys(TRAITS));
    if (how === 0) return { trait, ...demands(trait, TRAITS[trait]!) };
    if (how < 4) return { field, ...demands(field, all[field]!) };
    if (how === 4) return { not: condition(depth - 1) };
    return { [how === 5 ? 'all' : 'any']: [condition(depth - 1), condition(depth - 1)] };
  };
  const time = random.pick(['day', 'day', 'week', 'month', 'year']);
  const parts: any[] = random
    .shuffle([
      ...[
        'customer',
        some('text'),
        some('text', 'number', 'flag', 'day'),
        { field: random.pick(names), as: 'renamed' },
      ],
      ...[{ [time]: random.pick(ZONES) }, { trait: random.pick(Object.keys(TRAITS)), as: 'trait' }],
    ]) // prettier-ignore
    .slice(0, random.below(4));
  const nameOf = (part: any): string => part.as ?? (typeof part === 'string' ? part.split('.').at(-1) : Object.keys(part)[0]); // prettier-ignore
  const by = parts.filter((part, nth) => parts.findIndex((other) => nameOf(other) === nameOf(part)) === nth);
  const times = by.filter((part) => ['day', 'week', 'month', 'year'].some((one) => one in Object(part)));
  const windows = times.length === 1 && 'day' in times[0];
  const measure = (): any => {
    const any = (): string => some('text', 'number', 'money', 'instant', 'day', 'flag');
    const makes: (() => object | null)[] = [
      () => ({ count: 'events' }),
      () => ({ distinct: random.below(2) > 0 ? 'customer' : any() }),
      ...['sum', 'avg'].map((one) => () => (numbers() ? { [one]: some('number', 'money') } : null)),
      ...['min', 'max'].map((one) => () => ({ [one]: some('number', 'money', 'instant', 'day') })),
      ...['first', 'last'].map((one) => () => ({ [one]: any() })),
      () => (numbers() ? { quantile: some('number', 'money'), at: random.pick([0, 0.25, 0.5, 0.9, 0.99, 1]) } : null),
      () => ({ top: any(), ...(random.below(2) > 0 && { most: 3 }) }),
      () => each === 'event' ? { funnel: ['one', 'two', 'three'].slice(0, 2 + random.below(2)).map((step) => ({ step, where: condition(1) })), ...within() } : null, // prettier-ignore
      () => each === 'event' ? { between: { from: condition(1), to: condition(1), ...(random.below(3) === 0 && { same: some('text') }) }, ...within(), unit: random.pick(['seconds', 'hours', 'days']) } : null, // prettier-ignore
    ]; // prettier-ignore
    const numbers = (): boolean => names.some((one) => ['number', 'money'].includes(all[one]!));
    const within = (): object => (random.below(2) > 0 ? { within: random.pick(['90d', '36h', '600m', '4000d']) } : {});
    for (;;) {
      const made = random.pick(makes)();
      if (made) return { ...made, ...(random.below(3) === 0 && { where: condition() }), ...(windows && random.below(2) > 0 && { lastDays: random.pick([2, 7, 40]) }) }; // prettier-ignore
    }
  };
  const measures: Record<string, any> = { n: 'count' };
  for (let nth = 0; nth < 1 + random.below(4); nth++) measures[`m${nth}`] = measure();
  if (random.below(2) > 0)
    measures['share'] = {
      ratio: { of: random.pick(Object.keys(measures).filter((one) => canDivide(measures[one], all))), to: 'n' },
    };
  return {
    name,
    events: {
      types,
      ...(random.below(4) === 0 && { from: '2025-01-01T00:00:00+01:00' }),
      ...(random.below(4) === 0 && { to: '2025-11-01T00:00:00Z' }),
      ...(each === 'lines' && { each }),
      ...(random.below(4) === 0 && { where: condition() }),
    },
    ...(by.length > 0 && { by }),
    measures,
  };
};
