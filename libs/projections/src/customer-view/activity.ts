import { type Fact, type SealedCell, TOUCHPOINT_CHANNELS } from '@rapport/events';
import type { Own } from '@rapport/fold';
import { type Stated, earliestOf, isLater, latestOf, stated, withNewest } from '../newest';

/** What came over one channel. */
export interface ChannelActivity {
  readonly count: number;
  readonly firstAt: string;
  /** The newest one. */
  readonly last: Stated & { readonly type: string };
  /** Number by event type. */
  readonly types: Readonly<Record<string, number>>;
}

/** One of the newest interactions, short: the timeline has the whole. */
export interface Interaction extends Stated {
  readonly channel: string;
  readonly type: string;
  readonly source: string;
  /** The first plain fields of its data by name, agent and location; nothing personal. */
  readonly summary: Readonly<Record<string, string | number | boolean>>;
  /** Sealed notes and other personal fields by name; long ones are left to the timeline. */
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

/** The part of the row that every touch changes. */
export interface Activity {
  readonly firstSeenAt: string | null;
  readonly lastSeenAt: string | null;
  /** Events of touchpoint channels; back-office facts are no touches. */
  readonly touches: number;
  readonly activity: Readonly<Record<string, ChannelActivity>>;
  readonly lastInteractions: readonly Interaction[];
}

const INTERACTIONS_MAX = 10;
const SUMMARY_FIELDS_MAX = 8;
const SUMMARY_TEXT_MAX = 120;
const CELLS_MAX = 3;
const CELL_MAX = 1_500;

const touchpoints: ReadonlySet<string> = new Set(TOUCHPOINT_CHANNELS);

/** True for what a customer and the company did with each other at a touchpoint. */
export const isTouch = (fact: Fact): boolean => touchpoints.has(fact.channel);

const isShort = (value: unknown): value is string | number | boolean =>
  typeof value === 'string'
    ? value.length <= SUMMARY_TEXT_MAX
    : typeof value === 'number' || typeof value === 'boolean';

/** Stored bytes are canonical, so that most names come sorted. */
const sortedNames = (data: object): readonly string[] => {
  const names = Object.keys(data);
  for (let at = 1; at < names.length; at++) if (names[at - 1]! > names[at]!) return names.sort();
  return names;
};

/** Runs for every touch, so it makes no lists on the way. */
const summaryOf = ({ data, context }: Fact): Interaction['summary'] => {
  const summary: Record<string, string | number | boolean> = {};
  let fields = 0;
  for (const name of sortedNames(data)) {
    const value = data[name];
    if (!isShort(value) || name === '__proto__') continue;
    summary[name] = value;
    if (++fields === SUMMARY_FIELDS_MAX) break;
  }
  if (context && isShort(context.agent)) summary['agent'] = context.agent;
  if (context && isShort(context.location)) summary['location'] = context.location;
  return summary;
};

const NO_CELLS: Fact['sealed'] = {};

/** Declared personal fields; unknown fields and unknown context stay with the timeline. */
export const shortCells = (sealed: Fact['sealed'], max = CELLS_MAX): Fact['sealed'] => {
  const names = Object.keys(sealed);
  if (names.length === 0) return NO_CELLS;
  const short: Record<string, SealedCell> = {};
  let cells = 0;
  for (const name of names.sort()) {
    const cell = sealed[name]!;
    if (name === '*' || name === 'context' || cell.length > CELL_MAX) continue;
    short[name] = cell;
    if (++cells === max) break;
  }
  return short;
};

const interactionOf = (fact: Fact): Interaction => ({
  at: fact.occurredAt,
  eventId: fact.eventId,
  channel: fact.channel,
  type: fact.type,
  source: fact.source,
  summary: summaryOf(fact),
  sealed: shortCells(fact.sealed),
});

const withInteraction = (list: readonly Interaction[], fact: Fact, mine: boolean): readonly Interaction[] => {
  if (list.length === INTERACTIONS_MAX) {
    const now = stated(fact);
    if (!isLater(now, list[0]!) && isLater(list[INTERACTIONS_MAX - 1]!, now)) return list;
  }
  return withNewest(list, interactionOf(fact), INTERACTIONS_MAX, mine);
};

const onChannel = (standing: ChannelActivity | undefined, fact: Fact, mine: boolean): ChannelActivity => {
  const last = { at: fact.occurredAt, eventId: fact.eventId, type: fact.type };
  if (!standing) return { count: 1, firstAt: fact.occurredAt, last, types: { [fact.type]: 1 } };
  const { count, firstAt, types } = standing;
  const own: Own<ChannelActivity> = mine ? standing : { count, firstAt, last: standing.last, types };
  const counts: Own<ChannelActivity['types']> = mine ? types : { ...types };
  counts[fact.type] = (types[fact.type] ?? 0) + 1;
  own.count = count + 1;
  own.firstAt = earliestOf(firstAt, fact.occurredAt);
  own.types = counts;
  if (!isLater(standing.last, last)) own.last = last;
  return own;
};

/** Counts a touch on a row that the caller may write to, and keeps it if it is one of the newest. `mine`: so are its parts. */
export const touch = (own: Own<Activity>, fact: Fact, mine: boolean): void => {
  const activity: Own<Activity['activity']> = mine ? own.activity : { ...own.activity };
  activity[fact.channel] = onChannel(activity[fact.channel], fact, mine);
  own.firstSeenAt = earliestOf(own.firstSeenAt, fact.occurredAt);
  own.lastSeenAt = latestOf(own.lastSeenAt, fact.occurredAt);
  own.touches += 1;
  own.activity = activity;
  own.lastInteractions = withInteraction(own.lastInteractions, fact, mine);
};
