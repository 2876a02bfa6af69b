import { canonicalJson, decisionStream, eventIdOf, type EventBody } from '@rapport/events';
import type { Append } from '@rapport/event-store';
import { CLOCK_SOURCE, deadlineOf, warningAt, type Pending } from '@rapport/read-db';

type Stage = 'warning' | 'due';

/** What the clock says about a promise now, and when it looks again; null = not before something changes. */
export interface Looked {
  readonly say: Append | null;
  readonly next: string | null;
}

/** The event; the same bytes whenever it is made. It happened at the moment it speaks of. */
const reached = ({ eventId, handle, dueAt }: Pending, stage: Stage, occurredAt: string): Append => {
  const deadline = deadlineOf(eventId, dueAt);
  const id = `${deadline}#${stage}`;
  const body: EventBody = {
    ...{ id, source: CLOCK_SOURCE, channel: 'clock', type: 'DeadlineReached', v: 1, occurredAt },
    ...{ handle, handles: [], sealed: {}, data: { deadline, kind: 'promise', stage, dueAt } },
    meta: { by: 'clock', causationId: eventId },
  };
  const event = { id: eventIdOf(CLOCK_SOURCE, id), type: body.type, body: canonicalJson(body), fingerprint: '' };
  return { stream: decisionStream(handle), expected: 'any', events: [event] };
};

/**
 * Looks at a promise: warns when three quarters of its time are over, and says when it is due. A warning that comes too late
 * is left out. Nothing is said about promises that were kept, broken or made anew, nor about imported ones that were over
 * before anybody could look.
 */
export const look = (promise: Pending, now: string): Looked => {
  const { settled, historical, saidWarning, saidDue, occurredAt, dueAt } = promise;
  if (settled || saidDue || (historical && dueAt <= now)) return { say: null, next: null };
  if (dueAt <= now) return { say: reached(promise, 'due', dueAt), next: null };
  const warnAt = warningAt(occurredAt, dueAt);
  if (saidWarning) return { say: null, next: dueAt };
  return warnAt <= now ? { say: reached(promise, 'warning', warnAt), next: dueAt } : { say: null, next: warnAt };
};
