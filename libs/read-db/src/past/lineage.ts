import type { Fact } from '@rapport/events';
import { compareOccurred, targetOf, type CustomerProjection } from '@rapport/fold';
import { changesOf } from './changes';

/** A correction or retraction that stands behind an event as it counts. */
export interface StandingRecord {
  readonly eventId: string;
  readonly position: string;
  readonly type: string;
  readonly occurredAt: string;
}

/** An event that gave a part of a row another value. */
export interface LineageStep {
  readonly eventId: string;
  readonly position: string;
  readonly type: string;
  readonly channel: string;
  readonly source: string;
  /** When it happened, as corrected: history is folded in this order. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Undefined = there was nothing. */
  readonly before: unknown;
  readonly after: unknown;
  /** What was said about it since, in the order in which it counts; the event above is as they leave it. */
  readonly corrections: readonly StandingRecord[];
}

/** Which part is asked for, and which page of its history. */
export interface LineagePage<Row> {
  /** The part of a row. What it gives of one row must not change with the next. */
  readonly of: (row: Row) => unknown;
  /** Only steps before this one, in the order (occurredAt, eventId). */
  readonly before?: Pick<Fact, 'occurredAt' | 'eventId'>;
  readonly limit: number;
}

export interface Lineage {
  /** The value at the end; undefined = there is none. */
  readonly value: unknown;
  /** Newest first. */
  readonly steps: readonly LineageStep[];
  /** How many events set it in all. */
  readonly count: number;
  readonly more: boolean;
}

/**
 * Which events of a customer set a part of the row, each with what the part was before and after, and with what was said about it since.
 * @param recorded all events, corrections among them.
 * @param counted what counts of them, corrected, in the order of history.
 */
export const lineageOf = <Row extends object>(
  projection: CustomerProjection<Row>,
  recorded: readonly Fact[],
  counted: readonly Fact[],
  { of, before, limit }: LineagePage<Row>,
): Lineage => {
  const { all: changes, value } = changesOf(projection, counted, of);
  const older = before === undefined ? changes : changes.filter(({ fact }) => compareOccurred(fact, before) < 0);
  const shown = older.slice(Math.max(0, older.length - limit)).reverse();
  const about = recordsAbout(recorded, new Set(shown.map(({ fact }) => fact.eventId)));
  return {
    value,
    steps: shown.map(({ fact, ...values }) => ({
      ...placeOf(fact),
      ...values,
      corrections: about.get(fact.eventId) ?? [],
    })),
    count: changes.length,
    more: older.length > shown.length,
  };
};

const placeOf = ({ eventId, position, type, channel, source, occurredAt, recordedAt }: Fact) => ({
  ...{ eventId, position, type, channel, source, occurredAt, recordedAt },
});

const recordsAbout = (
  recorded: readonly Fact[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly StandingRecord[]> => {
  const about = new Map<string, StandingRecord[]>();
  for (const record of recorded.filter(({ channel }) => channel === 'record').sort(compareOccurred)) {
    const target = targetOf(record);
    if (!wanted.has(target)) continue;
    const { eventId, position, type, occurredAt } = record;
    about.set(target, [...(about.get(target) ?? []), { eventId, position, type, occurredAt }]);
  }
  return about;
};
