import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '@rapport/events';
import { compareOccurred, evolve, handles, targetOf, type CustomerProjection } from '@rapport/fold';

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
 * Folds a customer's history once and looks after each event whether the part has changed. Rows are folded without being
 * changed in place, so each value is a part of a row that stays as it is: nothing is copied, and parts that an event did not
 * touch are the very same object.
 * @param recorded all events, corrections among them.
 * @param counted what counts of them, corrected, in the order of history.
 */
export const lineageOf = <Row extends object>(
  projection: CustomerProjection<Row>,
  recorded: readonly Fact[],
  counted: readonly Fact[],
  { of, before, limit }: LineagePage<Row>,
): Lineage => {
  const changes: { fact: Fact; before: unknown; after: unknown }[] = [];
  let row = projection.initial();
  let value: unknown = undefined;
  let begun = false;
  for (const fact of counted) {
    if (!handles(projection, fact)) continue;
    let next: Row;
    try {
      next = evolve(projection, row, fact);
    } catch {
      // As in the table: the row stays as it was before the event that the fold failed on.
      break;
    }
    const after = of(next);
    // What a row begins with nobody set; the first event that leaves it otherwise did.
    const standing: unknown = begun ? value : of(row);
    if (after !== standing && !isDeepStrictEqual(after, standing)) changes.push({ fact, before: standing, after });
    [row, value, begun] = [next, after, true];
  }
  const older = before === undefined ? changes : changes.filter(({ fact }) => compareOccurred(fact, before) < 0);
  const shown = older.slice(Math.max(0, older.length - limit)).reverse();
  const about = recordsAbout(recorded, new Set(shown.map(({ fact }) => fact.eventId)));
  return {
    value: begun ? value : undefined,
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
