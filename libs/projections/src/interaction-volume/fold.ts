import { eventIdOf, type Fact, TOUCHPOINT_CHANNELS } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';
import { remembered } from '../remembered';

/** How much of one kind came on one day of UTC. */
export interface Volume {
  /** `2026-11-20`, UTC. */
  readonly day: string;
  readonly channel: string;
  readonly type: string;
  readonly source: string;
  /** What the event says of how it ended: its outcome, disposition or resolution; '' = nothing. */
  readonly outcome: string;
  /** Number by quarter of an hour, 0 to 95 from midnight UTC. */
  readonly counts: Readonly<Record<string, number>>;
}

const counted: ReadonlySet<string> = new Set([...TOUCHPOINT_CHANNELS, 'business']);
const OUTCOMES = ['outcome', 'disposition', 'resolution'] as const;
const TEXT_MAX = 100;

/** How an event ended, as far as it says. */
export const outcomeOf = ({ data }: Fact): string => {
  for (const name of OUTCOMES) {
    const value = data[name];
    if (typeof value === 'string') return value.slice(0, TEXT_MAX);
  }
  return '';
};

const dayOf = ({ occurredAt }: Fact): string => occurredAt.slice(0, 10);

/** Every zone's clock stands a multiple of a quarter of an hour from UTC (since 1972), so quarters add up to its hours. */
const quarterOf = ({ occurredAt }: Fact): string =>
  String(Number(occurredAt.slice(11, 13)) * 4 + Math.floor(Number(occurredAt.slice(14, 16)) / 15));

/** Most events of a day are like others before them. */
const KNOWN_MAX = 8_192;
const idOf = remembered((text) => eventIdOf('volume', text), KNOWN_MAX);

const keyOf = (fact: Fact): string =>
  idOf(JSON.stringify([dayOf(fact), fact.channel, fact.type, fact.source, outcomeOf(fact)]));

const changed = (row: Volume, fact: Fact, by: 1 | -1): Volume => {
  const quarter = quarterOf(fact);
  const count = (row.counts[quarter] ?? 0) + by;
  if (count !== 0) return { ...row, counts: { ...row.counts, [quarter]: count } };
  const { [quarter]: _none, ...others } = row.counts;
  return { ...row, counts: others };
};

/**
 * How much comes, when, over which channel, and how does it end? Everything that happened between customers and the company,
 * and what back offices report; our own decisions are not counted. Anybody's events add to a row, so its worker is found by
 * its key, and corrections take back what they change.
 */
export const interactionVolume: EntryProjection<Volume> = {
  name: 'interaction-volume',
  version: 1,
  scope: 'entry',
  slicedBy: 'key',
  keys: (fact) => (counted.has(fact.channel) ? [keyOf(fact)] : []),
  initial: (_key, fact) => ({
    day: dayOf(fact),
    channel: fact.channel,
    type: fact.type,
    source: fact.source,
    outcome: outcomeOf(fact),
    counts: {},
  }),
  each: (row, fact) => changed(row, fact, 1),
  on: {},
  takeBack: (row, fact) => changed(row, fact, -1),
};
