import { canonicalJson, eventIdOf, NOBODY, type EventBody, type EventType } from '@rapport/events';
import type { Append } from '@rapport/event-store';

const streamOf = (figure: string): string => `figure-${figure}`;
const sourceOf = (figure: string): string => `rapport/figure/${figure}`;

/** The id of the event by which a figure was frozen. */
export const frozenEventId = (figure: string): string => eventIdOf(sourceOf(figure), 'frozen');

/** The id of the event that says what came of a check. */
export const checkedEventId = (figure: string, check: string): string => eventIdOf(sourceOf(figure), `check#${check}`);

const appendOf = (
  figure: string,
  id: string,
  type: EventType,
  data: object,
  by: string,
  occurredAt: string,
): Append => {
  const source = sourceOf(figure);
  const body: EventBody = {
    ...{ id, source, channel: 'projection', type, v: 1, occurredAt, handle: NOBODY, handles: [], sealed: {} },
    ...{ data: data as EventBody['data'], meta: { by } },
  };
  const event = { id: eventIdOf(source, id), type, body: canonicalJson(body), fingerprint: '' };
  return { stream: streamOf(figure), expected: 'any', events: [event] };
};

/** A figure was frozen; whoever says it again for one id says nothing new. */
export const freezing = (data: { readonly figure: string } & object, by: string, occurredAt: string): Append =>
  appendOf(data.figure, 'frozen', 'FigureFrozen', data, by, occurredAt);

/** A figure was asked again. */
export const checking = (
  data: { readonly figure: string; readonly check: string } & object,
  by: string,
  occurredAt: string,
): Append => appendOf(data.figure, `check#${data.check}`, 'FigureChecked', data, by, occurredAt);
