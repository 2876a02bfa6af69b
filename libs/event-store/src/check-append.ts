import type { Append, NewEvent } from './event-store';

/** Most events of one append, which is atomic and so one statement. */
export const MAX_EVENTS_PER_APPEND = 4_000;
/** Longest body in UTF-16 code units. */
export const MAX_BODY_LENGTH = 4 * 1024 * 1024;

/** The append breaks the form that the port asks for; nothing of its call was written. A fault of the caller's code. */
export class InvalidAppend extends Error {
  constructor(why: string) {
    super(`invalid append: ${why}`);
    this.name = 'InvalidAppend';
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HEX = /^(?:[0-9a-f]{2}){0,64}$/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const LINE_END = /[\n\r\0]/;

/** True for a UUID in its canonical form: lower case, with hyphens. */
export const isUuid = (text: string): boolean => UUID.test(text);

/**
 * Checks the form of a whole call before any of it is queued, so that one caller's fault never reaches another's batch.
 * @throws InvalidAppend
 */
export const checkAppends = (appends: readonly Append[]): void => {
  for (const append of appends) checkAppend(append);
};

const checkAppend = ({ stream, expected, events }: Append): void => {
  if (!isName(stream, 200)) throw new InvalidAppend('a stream name has 1 to 200 printable characters');
  if (expected !== 'any' && (!Number.isSafeInteger(expected) || expected < 0 || expected > 2_147_483_647))
    throw new InvalidAppend(`the expected version is "any" or a count, not ${String(expected)}`);
  if (events.length === 0) throw new InvalidAppend('no events');
  if (events.length > MAX_EVENTS_PER_APPEND) throw new InvalidAppend(`more than ${MAX_EVENTS_PER_APPEND} events`);
  for (const event of events) checkEvent(event);
  if (events.length > 1 && new Set(events.map((event) => event.id)).size < events.length)
    throw new InvalidAppend('an event id occurs twice');
};

const checkEvent = ({ id, type, body, fingerprint }: NewEvent): void => {
  if (typeof id !== 'string' || !UUID.test(id)) throw new InvalidAppend('an event id is a UUID in lower case');
  if (!isName(type, 100)) throw new InvalidAppend('a type has 1 to 100 printable characters');
  if (typeof fingerprint !== 'string' || !HEX.test(fingerprint))
    throw new InvalidAppend('a fingerprint is empty or at most 64 bytes in lower-case hex');
  if (typeof body !== 'string' || body === '') throw new InvalidAppend('a body is text and not empty');
  if (body.length > MAX_BODY_LENGTH) throw new InvalidAppend(`a body is longer than ${MAX_BODY_LENGTH} characters`);
  if (LINE_END.test(body) || !body.isWellFormed()) throw new InvalidAppend('a body is one line of well-formed text');
};

const isName = (text: unknown, max: number): boolean =>
  typeof text === 'string' && text.length > 0 && text.length <= max && !UNPRINTABLE.test(text);
