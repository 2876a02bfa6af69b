import { shapes } from '@rapport/edge';
import { LOGGED_EVENT } from './asyncapi/attributes';

const { flag, listOf, maybe, named, record, text } = shapes;

const META = record(
  {},
  {
    by: text('Public part of the key, or the rule, on whose behalf it was recorded'),
    causationId: text('What it came from'),
    correlationId: text('What it belongs together with'),
    historical: flag('Imported history: no policy fires on it'),
    traceparent: text('W3C trace context'),
  },
);

// What the AsyncAPI document calls it is for people; here it is a name.
const { title: _title, ...event } = LOGGED_EVENT;
const LOGGED = named('LoggedEvent', { ...event, properties: { ...event.properties, meta: META } });

/** A part of the log. */
export const LOG_PAGE = named(
  'LogPage',
  record({
    events: listOf(LOGGED),
    next: maybe(text('Everything up to here was looked at: `after` of the next page; null in an empty log')),
    head: text('The end of the log when the page was made'),
    atEnd: flag('Nothing was left between `next` and `head`'),
  }),
);
