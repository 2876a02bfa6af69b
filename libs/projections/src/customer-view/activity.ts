import { type Fact, type SealedCell, TOUCHPOINT_CHANNELS } from '@rapport/events';
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

/** Runs for every touch, so it makes no lists on the way. */
const summaryOf = ({ data, context }: Fact): Interaction['summary'] => {
  const summary: Record<string, string | number | boolean> = {};
  let fields = 0;
  for (const name of Object.keys(data).sort()) {
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

const withInteraction = (list: Activity['lastInteractions'], fact: Fact): Activity['lastInteractions'] => {
  const oldest = list.length < INTERACTIONS_MAX ? undefined : list.at(-1);
  return oldest && isLater(oldest, stated(fact)) ? list : withNewest(list, interactionOf(fact), INTERACTIONS_MAX);
};

const onChannel = (standing: ChannelActivity | undefined, fact: Fact): ChannelActivity => {
  const last = { at: fact.occurredAt, eventId: fact.eventId, type: fact.type };
  if (!standing) return { count: 1, firstAt: fact.occurredAt, last, types: { [fact.type]: 1 } };
  return {
    count: standing.count + 1,
    firstAt: earliestOf(standing.firstAt, fact.occurredAt),
    last: isLater(standing.last, last) ? standing.last : last,
    types: { ...standing.types, [fact.type]: (standing.types[fact.type] ?? 0) + 1 },
  };
};

/** Counts a touch and keeps it if it is one of the newest. */
export const touched = (row: Activity, fact: Fact): Activity => ({
  firstSeenAt: earliestOf(row.firstSeenAt, fact.occurredAt),
  lastSeenAt: latestOf(row.lastSeenAt, fact.occurredAt),
  touches: row.touches + 1,
  activity: { ...row.activity, [fact.channel]: onChannel(row.activity[fact.channel], fact) },
  lastInteractions: withInteraction(row.lastInteractions, fact),
});
