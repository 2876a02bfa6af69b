import type { DataOf, Fact, FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One decision about a customer and a segment. It holds once its run is closed, until the next one. */
export interface SegmentDecision {
  /** The event's id. */
  readonly key: string;
  readonly kind: 'entered' | 'left';
  /** The customer as of the close; may have been joined with another one since. */
  readonly customer: string;
  /** The rule that makes the segment. */
  readonly rule: string;
  readonly version: number | null;
  readonly run: string;
  /** The day at whose end it was decided. */
  readonly date: string;
  /** The rule's name for those who are in it; null for those who left. */
  readonly segment: string | null;
  /** The day since which they are in it, or were. */
  readonly since: string;
  /** Why they left; null for those who entered. */
  readonly why: string | null;
  /** Customers that were looked at. */
  readonly population: number | null;
  /** Value in the window, at that close. */
  readonly value: string | null;
  readonly currency: string | null;
  readonly basis: string | null;
  /** The figures that decided; null = there was nobody to judge any more. */
  readonly figures: Readonly<Record<string, unknown>> | null;
  readonly evidence: DataOf<'SegmentEntered'>['evidence'];
  readonly reason: string;
  readonly recordedAt: string;
  readonly position: string;
}

const blank = (key: string, { handle, recordedAt, position }: Fact): SegmentDecision => ({
  ...{ key, kind: 'left', customer: handle, rule: '', version: null, run: '', date: '', segment: null, since: '' },
  ...{ why: null, population: null, value: null, currency: null, basis: null, figures: null },
  ...{ evidence: { events: [], count: 0 }, reason: '', recordedAt, position },
});

const entered = (row: SegmentDecision, { data }: FactOf<'SegmentEntered'>): SegmentDecision => ({
  ...row,
  ...{ kind: 'entered', rule: data.rule, version: data.version, run: data.run, date: data.date, segment: data.rule },
  ...{ since: data.date, population: data.population, value: data.value, currency: data.currency, basis: data.basis },
  ...{ figures: data.figures, evidence: data.evidence, reason: data.reason },
});

const left = (row: SegmentDecision, { data }: FactOf<'SegmentLeft'>): SegmentDecision => ({
  ...row,
  ...{ kind: 'left', rule: data.rule, version: data.version, run: data.run, date: data.date, since: data.since },
  ...{ why: data.why, value: data.value ?? null, figures: data.figures ?? null, reason: data.reason ?? data.why },
});

/** Which segments was somebody in, when, and why? */
export const segments: EntryProjection<SegmentDecision> = {
  name: 'segments',
  version: 1,
  scope: 'entry',
  keys: ({ eventId }) => [eventId],
  initial: blank,
  on: { SegmentEntered: entered, SegmentLeft: left },
};
