import { shapes, type Documentation } from '@rapport/edge';
import { FILTER_PARAMETERS } from './log-filter';

/** What the stream takes. */
export const STREAM_PARAMETERS = ['after', 'type', 'channel', 'handle'] as const;

export const aboutEventStream: Documentation = {
  operation: 'streamEvents',
  tag: 'log',
  summary: 'The log as it grows, as server-sent events',
  description:
    'Every event once, in the order of the log, the same data as in a page of it; without end. The id of each is its position: after a ' +
    'break go on with `Last-Event-ID` (EventSource does), without a gap or a repeat. An id without data is a place up to which ' +
    'nothing passed the filter. Handed over at least every 100 ms; a comment every 15 s. Who reads slowly gets everything later; ' +
    'who takes nothing for five minutes is cut off. The stream ends when the process does, when the key is revoked, and when the ' +
    'log cannot be followed: come again.',
  query: {
    after: {
      type: 'string',
      description: 'Any position, or `beginning`; when absent only what comes from now on. `Last-Event-ID` outranks it',
    },
    ...FILTER_PARAMETERS,
  },
  headers: { 'Last-Event-ID': 'The id of the last event that was taken' },
  answers: {
    200: {
      description: 'Without end',
      also: {
        'text/event-stream': shapes.text(
          'Fields `id`, `data` (an event, as in `events` of a page), `retry`, and comments',
        ),
      },
    },
    400: 'A parameter is unknown or not well formed',
    409: 'The position is of another history',
    503: 'There is no room for another stream',
  },
};
