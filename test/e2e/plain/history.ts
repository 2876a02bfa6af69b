import type { Random } from '@rapport/testing';

type Identifier = Readonly<Record<string, string>>;
const PEOPLE = 14;
const card = (n: number): Identifier => ({ type: 'loyaltyCard', issuer: 'pos', value: `LC-${n}` });
const mail = (n: number): Identifier => ({ type: 'email', value: `someone${n}@example.com` });
const phone = (n: number): Identifier => ({ type: 'phone', value: `+4930${100_000 + n}` });

/** Moments near which clocks are changed, and years and days begin, somewhere. */
const TURNS = [
  ...['2025-03-30T01:00:00Z', '2025-10-26T01:00:00Z', '2025-04-05T15:00:00Z', '2025-10-04T15:30:00Z', '2025-03-09T07:00:00Z'],
  ...['2024-12-31T23:00:00Z', '2025-12-31T18:15:00Z', '2025-02-28T23:59:59.999Z', '2024-02-29T12:00:00Z', '2025-06-30T22:00:00Z'],
].map((text) => Date.parse(text)); // prettier-ignore
const HOUR = 3_600_000;
/** Some moment of two years: often near a turn, often on the full second, now and then the same as another's. */
export const momentOf = (random: Random): string => {
  const kind = random.below(10);
  if (kind < 3) return new Date(random.pick(TURNS) + random.below(4 * HOUR) - 2 * HOUR).toISOString();
  if (kind < 4) return new Date(random.pick(TURNS)).toISOString();
  if (kind < 5) return random.pick(['1970-01-01T00:00:00.000Z', '1999-12-31T23:59:59.999Z', '2000-02-29T00:00:00.000Z', '2011-12-30T09:30:00.000Z']); // prettier-ignore
  if (kind < 8) return new Date(Date.UTC(2025, 5, 1) + random.below(60 * 24) * HOUR).toISOString();
  return new Date(Date.UTC(2024, 0, 1) + random.below(700 * 24 * 3_600) * 1_000).toISOString();
};

/** Texts as people send them. */
export const TEXTS = ['laptop', 'phone', 'constructor', '__proto__', 'a,b', '"x"', '=1+1', 'Straße', 'İstanbul', '订单', '👩‍👩‍👧', 'e\u0301', ' lead', 'x'.repeat(180), 'null', '1', 'true', "l'un\nl'autre", '%_\\', '\u{10ffff}']; // prettier-ignore
const PLACES = ['berlin-3', 'constructor', '__proto__', 'a,b', '=1+1', 'Straße', '订单', 'e\u0301', 'null', '1'];
const AMOUNTS = ['0', '0.00', '5.10', '129.90', '12.5', '99999999.99', '0.0001', '1000000000000', '10', '7.005'];
const NUMBERS = [0, 1, -1, 2.5, 0.1, 0.2, 1e-7, 123456789, 1e15, 37.333, 1e-300, 1e300, -1e308, 5e-324, 1.79e308];

const dataOf = (type: string, random: Random, n: number): Record<string, unknown> => {
  const maybe = (of: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(of).filter(() => random.below(3) > 0)); // prettier-ignore
  const text = (): string => random.pick(random.below(3) > 0 ? TEXTS.slice(0, 3) : TEXTS);
  const matter = `K-${random.below(8)}`;
  if (type === 'PurchaseMade' || type === 'ItemReturned') {
    const lines = Array.from({ length: random.below(4) }, () => ({ sku: text(), quantity: random.pick([1, 2, 0.5, -1]), ...maybe({ amount: random.pick(AMOUNTS), category: text() }) })); // prettier-ignore
    const common = { orderId: `O-${random.below(40)}`, currency: random.pick(['EUR', 'EUR', 'USD', 'JPY', 'KWD']), amount: random.pick(AMOUNTS) }; // prettier-ignore
    const more = type === 'PurchaseMade' ? { payment: text(), pointsEarned: random.below(500), tax: random.pick(AMOUNTS).replace('-', ''), deliveryDueAt: momentOf(random) } : { reason: text() }; // prettier-ignore
    return { ...common, ...(random.below(4) > 0 && { lines }), ...maybe(more) };
  }
  if (type === 'CallEnded') return { callId: `C-${n}`, outcome: random.pick(['answered', 'abandoned', 'missed']), ...maybe({ direction: random.pick(['inbound', 'outbound']), queue: text(), queueSeconds: random.pick([0, 1, 30, 31, 32, 600, 86_400]), talkSeconds: random.below(900) }) }; // prettier-ignore
  if (type === 'CaseOpened') return { caseId: matter, kind: random.pick(['complaint', 'enquiry']), ...maybe({ reason: text(), priority: random.pick(['low', 'high']) }) }; // prettier-ignore
  if (type === 'CaseAnswered') return { caseId: matter, ...maybe({ solved: random.below(2) > 0, resolution: text() }) };
  if (type === 'SurveyAnswered') return { survey: text() || 's', question: 'q', score: random.below(11), scaleMin: 0, scaleMax: 10, ...maybe({ kind: random.pick(['nps', 'csat']) }) }; // prettier-ignore
  if (type === 'DeviceReading') return { metric: text(), value: random.pick(NUMBERS), unit: '%', ...maybe({ model: text() }) }; // prettier-ignore
  return maybe({ country: random.pick(['DE', 'CN', 'FR']), language: random.pick(['de', 'zh-CN']), birthYear: random.pick([1970, 1986]), customerSince: random.pick(['2017-03-14', '2020-02-29']), companySize: random.below(300) }); // prettier-ignore
};

/** The channels over which types come here. */
export const CHANNELS_OF: Readonly<Record<string, readonly string[]>> = {
  ...{ PurchaseMade: ['web', 'store'], ItemReturned: ['web', 'store'], CallEnded: ['call'], CaseOpened: ['web', 'call', 'email'] },
  ...{ CaseAnswered: ['call', 'email'], SurveyAnswered: ['survey'], DeviceReading: ['device'], ProfileStated: ['web', 'store', 'business'] },
}; // prettier-ignore
const TYPES = Object.keys(CHANNELS_OF);
let count = 0;

/** One interaction of some person; some come with two identifiers, a phone or none at all. */
export const interaction = (random: Random): Record<string, any> => {
  const type = random.pick([...TYPES, 'PurchaseMade', 'PurchaseMade', 'CallEnded']);
  const n = random.below(PEOPLE);
  const who = random.below(12);
  const identifiers = who === 0 ? [] : who === 1 ? [card(n), mail(n % 9)] : who === 2 ? [card(n), phone(n % 5)] : who === 3 ? [mail(n % 9)] : [card(n)]; // prettier-ignore
  const context = { ...(random.below(2) > 0 && { agent: `a-${random.below(4)}` }), ...(random.below(2) > 0 && { location: random.pick(PLACES) }) }; // prettier-ignore
  count += 1;
  return {
    ...{ id: `asked-${count}`, source: random.pick(['pos/berlin', 'shop']), channel: random.pick(CHANNELS_OF[type]!), type },
    ...{ occurredAt: momentOf(random), historical: true, identifiers, data: dataOf(type, random, count), context },
  }; // prettier-ignore
};

/** What may be said about an interaction afterwards. */
export const correctionOf = ({ type }: Record<string, any>, random: Random): object => {
  const reason = 'Picked the wrong one';
  const kind = random.below(5);
  if (kind === 0) return { kind: 'retract', reason };
  if (kind === 1) return { kind: 'correct', reason, occurredAt: momentOf(random) };
  const other = kind === 2 && ['PurchaseMade', 'ItemReturned'].includes(type) ? 'ItemReturned' : type;
  return { kind: 'correct', reason, type: other, data: dataOf(other, random, 0), ...(kind === 3 && { occurredAt: momentOf(random) }) }; // prettier-ignore
};
