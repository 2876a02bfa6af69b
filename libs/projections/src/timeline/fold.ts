import type { EventContext, EventMeta, Fact, FactOf, SealedCell } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';
import { type Stated, byStated, stated } from '../newest';

/** What one correction or retraction says about an entry. */
export interface Correction extends Stated {
  readonly kind: 'corrected' | 'retracted';
  /** The right type, time (absent = as recorded) and data. */
  readonly type?: string;
  readonly occurredAt?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Replaced personal fields by name, and the `reason`. */
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

/** One recorded event as it stands today: what was first recorded, and beside it what a correction says instead. */
export interface TimelineEntry {
  /** The event's id. */
  readonly key: string;
  /** Owner; the customer is looked up when the timeline is read, so joining and splitting touch no entry. */
  readonly handle: string;
  /** Sort key: when it happened, after correction. */
  readonly listedAt: string;
  /** When it happened, as first recorded. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly position: string;
  readonly channel: string;
  readonly type: string;
  readonly source: string;
  /** As first recorded, without personal fields. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly sealed: Readonly<Record<string, SealedCell>>;
  readonly context: EventContext | null;
  readonly meta: EventMeta | null;
  readonly status: 'recorded' | 'corrected' | 'retracted';
  /** Event ids of `corrections`. */
  readonly correctedBy: readonly string[];
  /** By (their own occurredAt, event id): the last one decides the status; a correction says type, data and time as a whole. */
  readonly corrections: readonly Correction[];
}

const recorded = (key: string, fact: Fact): TimelineEntry => ({
  key,
  handle: fact.handle,
  listedAt: fact.occurredAt,
  occurredAt: fact.occurredAt,
  recordedAt: fact.recordedAt,
  position: fact.position,
  channel: fact.channel,
  type: fact.type,
  source: fact.source,
  data: fact.data,
  sealed: fact.sealed,
  context: fact.context ?? null,
  meta: fact.meta ?? null,
  status: 'recorded',
  correctedBy: [],
  corrections: [],
});

const amended = (entry: TimelineEntry, corrections: readonly Correction[]): TimelineEntry => ({
  ...entry,
  listedAt: corrections.findLast(({ kind }) => kind === 'corrected')?.occurredAt ?? entry.occurredAt,
  status: corrections.at(-1)?.kind ?? 'recorded',
  correctedBy: corrections.map(({ eventId }) => eventId),
  corrections,
});

const amend = (entry: TimelineEntry, correction: Correction): TimelineEntry =>
  amended(entry, [...entry.corrections, correction].sort(byStated));

/** Cells of replaced personal fields are called `data.<field>` in a correction. */
const replaced = (sealed: Fact['sealed']): Fact['sealed'] =>
  Object.fromEntries(Object.entries(sealed).map(([name, cell]) => [name.replace(/^data\./, ''), cell]));

const correctionOf = (fact: FactOf<'InteractionCorrected'>): Correction => ({
  ...stated(fact),
  kind: 'corrected',
  type: fact.data.type,
  ...(fact.data.occurredAt !== undefined && { occurredAt: fact.data.occurredAt }),
  data: fact.data.data,
  sealed: replaced(fact.sealed),
});

const retractionOf = (fact: FactOf<'InteractionRetracted'>): Correction => ({
  ...stated(fact),
  kind: 'retracted',
  sealed: replaced(fact.sealed),
});

/** A correction can stand in the log before what it corrects: its row then waits for the facts of the event itself. */
const arrived = (entry: TimelineEntry, fact: Fact): TimelineEntry =>
  entry.position === fact.position ? entry : amended(recorded(entry.key, fact), entry.corrections);

/** Links that the platform drew by itself are no news to a reader; what a person joined or split is. */
const worthListing = (fact: Fact): boolean => fact.channel !== 'identity' || fact.data['by'] === 'person';

/** What happened with this person, event by event? */
export const timeline: EntryProjection<TimelineEntry> = {
  name: 'timeline',
  version: 1,
  scope: 'entry',
  rowsOfEvents: true,
  keys: (fact) =>
    fact.channel === 'record' ? [fact.eventId, String(fact.data['target'])] : worthListing(fact) ? [fact.eventId] : [],
  initial: recorded,
  each: arrived,
  on: {
    InteractionCorrected: (entry, fact) => (entry.key === fact.eventId ? entry : amend(entry, correctionOf(fact))),
    InteractionRetracted: (entry, fact) => (entry.key === fact.eventId ? entry : amend(entry, retractionOf(fact))),
    IdentifiersLinked: (entry) => entry,
    IdentifiersUnlinked: (entry) => entry,
    CustomerErased: (entry) => entry,
  },
};
