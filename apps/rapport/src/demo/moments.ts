import type { Chance } from './chance';
import type { Person } from './person';

/** An interaction before it has an id: who, where, what; `at` in milliseconds since 1970. */
export interface Moment {
  readonly at: number;
  readonly channel: string;
  readonly type: string;
  readonly source: string;
  readonly identifiers: readonly { readonly type: string; readonly value: string; readonly issuer?: string }[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
}

const MINUTE = 60_000;
const ARTICLES = ['laptop', 'printer', 'phone', 'headset', 'monitor', 'cable', 'paper'];

const mail = ({ email }: Person) => ({ type: 'email', value: email });
const phone = (person: Person) => ({ type: 'phone', value: person.phone });
const card = (person: Person) => ({ type: 'loyaltyCard', issuer: 'demo', value: person.card });
const cookie = (person: Person) => ({ type: 'anonymousId', issuer: 'demo', value: person.cookie });

const linesOf = (person: Person, chance: Chance) => {
  const lines = Array.from({ length: chance.whole(1, 3) }, () => {
    const category = chance.pick(ARTICLES);
    const amount = Math.max(1, chance.around(person.basket, 0.5)).toFixed(2);
    return { sku: `${category.toUpperCase()}-${chance.whole(1, 40)}`, quantity: 1, amount, category };
  });
  const cents = lines.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
  return { lines, amount: (cents / 100).toFixed(2) };
};

/** Browsing, perhaps signed in, that leads to a purchase in the shop or over the counter. */
export const purchase = (person: Person, at: number, chance: Chance, orderId: string): Moment[] => {
  const { lines, amount } = linesOf(person, chance);
  const data = { orderId, currency: 'EUR', amount, lines };
  if (chance.happens(person.atCounter)) {
    const identifiers = chance.happens(0.6) ? [card(person), mail(person)] : [card(person)];
    const context = { location: person.store, agent: `a-${chance.whole(1, 30)}` };
    return [
      { at, channel: 'store', type: 'PurchaseMade', source: `demo/pos/${person.store}`, identifiers, data, context },
    ];
  }
  const web = { channel: 'web', source: 'demo/shop' };
  const [first] = lines;
  return [
    { ...web, at: at - 9 * MINUTE, type: 'PageViewed', identifiers: [cookie(person)], data: { name: 'home' } },
    {
      ...web,
      at: at - 5 * MINUTE,
      type: 'ProductViewed',
      identifiers: [cookie(person)],
      data: { sku: first!.sku, category: first!.category },
    },
    { ...web, at: at - 2 * MINUTE, type: 'SignedIn', identifiers: [mail(person), cookie(person)], data: {} },
    { ...web, at, type: 'PurchaseMade', identifiers: [mail(person), cookie(person)], data },
  ];
};

/** A call with its wrap-up; complaints open a case and end in a promise. */
export const call = (person: Person, at: number, chance: Chance, id: string, complains: boolean): Moment[] => {
  const common = { channel: 'call', source: 'demo/hotline', identifiers: [phone(person)] };
  const context = { agent: `a-${chance.whole(1, 30)}` };
  const queueSeconds = Math.round(chance.wait(50));
  const talkSeconds = Math.round(chance.around(180, 0.7));
  const gaveUp = queueSeconds > 180;
  const end = {
    callId: id,
    outcome: gaveUp ? 'abandoned' : 'answered',
    direction: 'inbound',
    ...{ queue: 'service', queueSeconds, talkSeconds: gaveUp ? 0 : talkSeconds },
  };
  const ended = { ...common, at: at + (queueSeconds + talkSeconds) * 1_000, type: 'CallEnded', data: end, context };
  const started = { ...common, at, type: 'CallStarted', data: { callId: id, direction: 'inbound' } };
  if (gaveUp) return [started, ended];
  const reason = complains ? 'complaint' : chance.pick(['order status', 'invoice', 'advice', 'delivery']);
  const wrapUp = {
    ...{ ...common, at: ended.at + 40_000, type: 'WrapUpRecorded', context },
    data: { contactId: id, disposition: 'solved', reason, summary: `${person.givenName} asked about ${reason}` },
  };
  return [started, ended, wrapUp, ...(complains ? complaint(person, ended.at, chance, id) : [])];
};

const complaint = (person: Person, at: number, chance: Chance, id: string): Moment[] => {
  const common = { channel: 'call', source: 'demo/helpdesk', identifiers: [phone(person), mail(person)] };
  const answered = at + chance.wait(20 * 60) * MINUTE;
  const dueAt = new Date(at + 24 * 60 * MINUTE).toISOString();
  const caseId = `case-${id}`;
  const promiseId = `promise-${id}`;
  return [
    {
      ...common,
      at,
      type: 'CaseOpened',
      data: { caseId, kind: 'complaint', reason: 'late delivery', priority: 'high' },
    },
    { ...common, at: at + MINUTE, type: 'PromiseMade', data: { promiseId, dueAt, kind: 'call back', caseId } },
    ...(chance.happens(0.8)
      ? [
          { ...common, at: answered, type: 'CaseAnswered', data: { caseId, medium: 'call', solved: true } },
          { ...common, at: answered + MINUTE, type: 'PromiseKept', data: { promiseId } },
          { ...common, at: answered + 600 * MINUTE, type: 'CaseClosed', data: { caseId, resolution: 'refund' } },
        ]
      : []),
  ];
};

/** The smaller signs of life: mails, chat, a survey, a post, a device that phones home, a visit. */
export const smallTalk = (person: Person, at: number, chance: Chance, id: string): Moment[] => {
  const mailed = { channel: 'email', source: 'demo/mailer', identifiers: [mail(person)] };
  const chat = { channel: 'chat', source: 'demo/chat', identifiers: [mail(person)] };
  const kinds: (() => Moment[])[] = [
    () => [
      { ...mailed, at, type: 'MailSent', data: { messageId: id, campaign: 'newsletter' } },
      { ...mailed, at: at + chance.wait(300) * MINUTE, type: 'MailOpened', data: { messageId: id } },
    ],
    () => [
      { ...chat, at, type: 'ChatStarted', data: { conversationId: id, topic: 'order' } },
      {
        ...chat,
        at: at + 8 * MINUTE,
        type: 'ChatEnded',
        data: { conversationId: id, outcome: 'answered', messages: 9 },
      },
    ],
    () => [
      {
        ...{ at, channel: 'survey', type: 'SurveyAnswered', source: 'demo/survey', identifiers: [mail(person)] },
        data: {
          survey: 'after-sales',
          question: 'recommend',
          kind: 'nps',
          score: chance.whole(3, 10),
          scaleMin: 0,
          scaleMax: 10,
        },
      },
    ],
    () => [
      {
        ...{ at, channel: 'social', type: 'PostPublished', source: 'demo/social', identifiers: [mail(person)] },
        data: { postId: id, network: 'forum', text: 'Has anybody tried the new headset?' },
      },
    ],
    () => [
      {
        ...{ at, channel: 'field', type: 'VisitMade', source: 'demo/field', identifiers: [mail(person)] },
        data: { visitId: id, purpose: 'maintenance', duration: 1800, solved: true },
      },
    ],
  ];
  return chance.pick(kinds)();
};

/** What a connected device of theirs reports. */
export const reading = (person: Person, at: number, chance: Chance): Moment => ({
  ...{ at, channel: 'device', type: 'DeviceReading', source: 'demo/devices' },
  identifiers: [{ type: 'deviceId', issuer: 'demo', value: `printer-${person.number}` }, mail(person)],
  data: { model: 'P-200', metric: 'tonerLevel', value: chance.whole(5, 100), unit: '%' },
});

/** What the company is told about a person when they join. */
export const introduction = (person: Person, at: number, chance: Chance): Moment[] => [
  {
    ...{ at, channel: 'store', type: 'ProfileStated', source: 'demo/crm' },
    identifiers: [card(person), mail(person), phone(person)],
    data: {
      name: `${person.givenName} ${person.familyName}`,
      ...{ givenName: person.givenName, familyName: person.familyName, city: person.city, language: person.language },
    },
  },
  {
    ...{ at: at + MINUTE, channel: 'web', type: chance.happens(0.7) ? 'ConsentGiven' : 'ConsentDenied' },
    ...{ source: 'demo/shop', identifiers: [mail(person)] },
    data: { purpose: 'marketing', medium: 'email' },
  },
];
