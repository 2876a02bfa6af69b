import { eventIdOf } from '@rapport/events';
import type { Submitted, Understand } from './admission';
import type { QuarantineEntry } from './quarantine';

/** An entry with its text. */
export type Kept = QuarantineEntry & { readonly raw: string | null };

/**
 * Why an entry was not tried again, or not dismissed; it is still there.
 * - `unknown`: there is no such entry; `forbidden`: the key may not write events of its source;
 * - `unreadable`: its text is cut, erased, or not JSON, so only a repaired one can go in;
 * - `other-interaction`: the repaired one has another id, source or time.
 */
export interface NotSettled {
  readonly status: 'not-settled';
  readonly why: 'unknown' | 'forbidden' | 'unreadable' | 'other-interaction';
  readonly detail: string;
}

/** With these the id, the source or the time may have been the very fault. */
const ID_FAULTS = new Set(['bad-id', 'id-missing', 'bad-source', 'not-json', 'not-an-object', 'id-conflict']);
const TIME_FAULTS = new Set(['bad-time', 'time-in-future']);

export const no = (why: NotSettled['why'], detail: string): NotSettled => ({ status: 'not-settled', why, detail });

const carried = ({ defaultId }: Kept): Pick<Submitted, 'defaultId'> => (defaultId === null ? {} : { defaultId });

/** The entry as it can be tried again. */
export const asItCame = (entry: Kept, understand: Understand): Submitted | NotSettled => {
  if (entry.raw === null || entry.cut)
    return no('unreadable', 'its text was not kept whole; send the repaired interaction along');
  const value = parsed(entry.raw);
  if (value === undefined) return no('unreadable', 'its text is not JSON; send the repaired interaction along');
  return { ...understand(value), raw: entry.raw, ...carried(entry) };
};

/** The repaired interaction, if it still is the one that was refused. */
export const repairedOf = (entry: Kept, value: Readonly<Record<string, unknown>>): Submitted | NotSettled => {
  const { source, id = entry.defaultId, occurredAt } = value;
  const named = typeof source === 'string' && typeof id === 'string' ? eventIdOf(source, id) : null;
  if (entry.eventId !== null && !ID_FAULTS.has(entry.code) && named !== entry.eventId)
    return no('other-interaction', 'a repaired interaction keeps its id and source');
  const before = momentOf((parsed(entry.raw ?? '') as { occurredAt?: unknown } | null | undefined)?.occurredAt);
  if (before !== null && !TIME_FAULTS.has(entry.code) && momentOf(occurredAt) !== before)
    return no('other-interaction', 'a repaired interaction keeps its time; correct it once it is recorded');
  return { value, ...carried(entry) };
};

const momentOf = (said: unknown): number | null => {
  const moment = typeof said === 'string' ? Date.parse(said) : NaN;
  return Number.isNaN(moment) ? null : moment;
};

const parsed = (raw: string): unknown => {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
};
