import { shapes } from '@rapport/edge';
import { personal } from '../cell.shape';
import { STATED } from './stated.shape';

const { either, figure, flag, listOf, mapOf, maybe, moment, named, record, text, whole } = shapes;

const CHANNEL_ACTIVITY = named(
  'ChannelActivity',
  record({
    count: whole(),
    firstAt: moment(),
    last: record({ ...STATED, type: text() }),
    types: mapOf(whole(), 'How many, by event type'),
  }),
);

const INTERACTION = named(
  'Interaction',
  record({
    ...STATED,
    channel: text(),
    type: text(),
    source: text(),
    summary: mapOf(either(text(), figure(), flag()), 'Plain fields of the event, its agent and its location'),
    personal: personal('Short ones; the timeline has them all'),
  }),
);

/** When and how often they were in touch. */
export const ACTIVITY = {
  firstSeenAt: maybe(moment()),
  lastSeenAt: maybe(moment()),
  touches: whole('Events at touchpoints'),
  activity: mapOf(CHANNEL_ACTIVITY, 'By channel'),
  lastInteractions: listOf(INTERACTION, 'The newest ten, newest first'),
};
