import { canonicalJson, decodeEvent, endOfDay, type EventBody, eventIdOf, type FactOf, NOBODY } from '@rapport/events';
import type { EventStore, NewEvent } from '@rapport/event-store';

/** Source of everything that the clock says. */
export const CLOCK_SOURCE = 'rapport/clock';
/** The stream of a zone's days. */
export const clockStream = (zone: string): string => `clock-${zone}`;

/** A day to close. */
export interface DayToClose {
  readonly date: string;
  readonly span: 'day' | 'week' | 'month';
  /** How often it was closed before; 0 = this is the first time. */
  readonly restatement: number;
}

/** Who closes it, and whether it is the imported past. */
export interface ClosedBy {
  readonly by: string;
  readonly historical: boolean;
  /** A person's reason, in clear: about the past, never about somebody. */
  readonly reason?: string;
}

/** The event by which a day ends; the same bytes whoever makes it. It happened when the day was over. */
export const dayEnded = (
  zone: string,
  { date, span, restatement }: DayToClose,
  { by, historical, reason }: ClosedBy,
): NewEvent => {
  const id = restatement === 0 ? `${zone}#${date}` : `${zone}#${date}#${restatement}`;
  const endsAt = endOfDay(date, zone);
  const body: EventBody = {
    ...{ id, source: CLOCK_SOURCE, channel: 'clock', type: 'DayEnded', v: 1, occurredAt: endsAt },
    ...{ handle: NOBODY, handles: [], sealed: {}, data: { zone, date, endsAt, span } },
    ...(reason !== undefined && { context: { reason } }),
    meta: { by, ...(historical && { historical }) },
  };
  return { id: eventIdOf(CLOCK_SOURCE, id), type: 'DayEnded', body: canonicalJson(body), fingerprint: '' };
};

/** What a zone's stream says: its version, how often each day was closed, and the last day that the clock itself closed. */
export interface ClosedDays {
  readonly version: number;
  readonly times: ReadonlyMap<string, number>;
  readonly lastLive: string | null;
}

/** Reads a zone's stream; one event per closed day. */
export const closedDays = async (store: Pick<EventStore, 'read'>, zone: string): Promise<ClosedDays> => {
  const times = new Map<string, number>();
  let version = 0;
  let lastLive: string | null = null;
  for await (const events of store.read([clockStream(zone)])) {
    for (const event of events) {
      const { data, meta } = decodeEvent(event) as FactOf<'DayEnded'>;
      times.set(data.date, (times.get(data.date) ?? 0) + 1);
      if (meta?.historical !== true && (lastLive === null || data.date > lastLive)) lastLive = data.date;
      version = event.version;
    }
  }
  return { version, times, lastLive };
};
