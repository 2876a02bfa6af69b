import { shapes } from '@rapport/edge';

const { flag, id, listOf, maybe, moment, record, text, whole } = shapes;

const SUBSCRIBER = record({
  webhookId: id(),
  name: text(),
  host: text('Of the webhook’s target'),
  endedAt: maybe(moment('When the webhook was ended')),
  events: whole('About the person, that went there'),
  undelivered: whole('That have not arrived: they wait, or were given up'),
  first: moment('When the first of them was recorded'),
  until: moment('When the last of them was recorded'),
  toldOfErasure: flag(),
});

/** Where else copies could be. */
export const ELSEWHERE = record({
  topics: listOf(text(), 'Kafka topics that are published'),
  subscribers: listOf(SUBSCRIBER, 'Webhooks that were told of the person'),
  said: text('What that means, for people'),
});

/** Backups from before. */
export const BACKUPS = record({
  keptDays: maybe(whole('Null when it is not configured')),
  goneBy: maybe(moment('When the last one from before is gone; null while that is not known')),
  said: text('What that means, for people'),
});
