import { channelsOf } from './acquisition';
import { cadence } from './cadence';
import { club } from './club';
import { endOf, numberOf } from './days';
import { pyramid } from './pyramid';
import { relationship } from './relationship';
import { rfm } from './rfm';
import { segment } from './segments';
import { stages } from './stages';
import { classed, signalled, type After, type Standings } from './standings';
import { worldAt, type Judge, type World } from './world';
import { worth } from './worth';

/** One run of a rule, as the count has it. */
export interface Counted extends After {
  readonly rule: string;
  readonly kind: string;
  readonly date: string;
  /** Id of the run in the log. */
  readonly run: string;
  readonly world: World;
  readonly before: Standings;
  /** How many were ranked or judged; null = the documents do not say. */
  readonly population: number | null;
  readonly odds?: readonly unknown[];
  /** Figures of the whole close. */
  readonly whole?: Readonly<Record<string, unknown>>;
}

const JUDGES: Readonly<Record<string, Judge>> = { pyramid, rfm, lifecycle: stages, segment, worth, relationship, club };
const NOBODY: Readonly<Record<string, string | null>> = { pyramid: 'prospect', rfm: 'prospect', lifecycle: 'target', segment: null, worth: null, relationship: 'prospect', club: null }; // prettier-ignore

const COUNTED = { window: '365d', basis: 'net', reportingCurrency: 'EUR' };
/** Parameters that a rule has when nobody named them. */
export const DEFAULTS: Readonly<Record<string, object>> = {
  pyramid: { ...COUNTED, dampingCloses: 30 },
  rfm: { ...COUNTED, binning: 'above' },
  segment: COUNTED,
  relationship: { ...COUNTED, keyMultiple: 30 },
  worth: { margin: 1, contactCosts: {}, reportingCurrency: 'EUR' },
  club: { reportingCurrency: 'EUR' },
  lifecycle: { lapsingPercentile: 80, lapsedPercentile: 95, minGaps: 20, wonBackDays: 90, quoteDays: 90 },
  cadence: { minGaps: 3, horizonDays: 90, watch: 0.3, atRisk: 0.5, critical: 0.75, overdueFrom: 1, minSituations: 20 },
};

/** Who was who from a position of the log on. */
export interface Snapshot {
  readonly position: string;
  readonly customers: ReadonlyMap<string, string>;
}

/** What a rule of a kind makes of a world, coming from how everybody stood before. */
export const decide = (kind: string, given: object, world: World, before: Standings): After & Pick<Counted, 'population' | 'odds' | 'whole'> => {
  const params: any = { ...DEFAULTS[kind], ...given };
  if (kind === 'cadence') {
    const { risks, odds, buyers, lastDays } = cadence(world, params);
    return { ...signalled(before, risks, buyers, lastDays, world), population: risks.size, odds };
  }
  const places = JUDGES[kind]!(world, params);
  const population = ['pyramid', 'rfm'].includes(kind) ? [...places.values()].filter(({ tier }) => tier !== 'inactive').length : null; // prettier-ignore
  return { ...classed(before, places, world, params.dampingCloses ?? 1, NOBODY[kind]!), population, ...(kind === 'worth' && { whole: channelsOf(world, params) }) };
}; // prettier-ignore

/** How everybody stood before a day, or at its end: as the last run of the newest day up to there left it. */
export const standingAt = (runs: readonly Pick<Counted, 'date' | 'now'>[], isUpTo: (date: string) => boolean): Standings =>
  runs.reduce<Pick<Counted, 'date' | 'now'>>((best, one) => isUpTo(one.date) && one.date >= best.date ? one : best, { date: '', now: new Map() }).now; // prettier-ignore

/** Counts what rules decided, close by close, as the log grows. */
export const counting = (zone: string) => {
  const [worlds, versions, runs] = [new Map<string, World>(), new Map<string, any>(), [] as Counted[]];
  const snapshots: Snapshot[] = [];
  let read = 0;
  const worldOf = (log: readonly any[], basis: string): World => {
    const found = worlds.get(basis);
    if (found) return found;
    const index = log.findIndex(({ position }) => position === basis);
    if (log[index]?.type !== 'DayEnded') throw new Error(`no day ended at ${basis}`);
    const { date } = log[index].data;
    const { customers } = snapshots.findLast(({ position }) => position < basis)!;
    const day = numberOf(date);
    const world = worldAt({ date, day, zone, endsAt: endOf(day, zone), log: log.slice(0, index), customers });
    worlds.set(basis, world);
    return world;
  };
  return {
    runs,
    snapshots,
    /** Worlds of all closes, in the order in which they were closed. */
    worlds: (): readonly World[] =>
      [...worlds.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, world]) => world),
    /** Who was who from a position on. */
    snapshot: (one: Snapshot): void => void snapshots.push(one),
    /** Goes on to the end of the log, and says what is new. */
    goOn: (log: readonly any[]): readonly Counted[] => {
      const begun = runs.length;
      for (const { type, data } of log.slice(read)) {
        if (type === 'RuleVersionPublished') versions.set(`${data.rule} ${data.version}`, data);
        if (type !== 'RuleRunOpened') continue;
        const { kind, params } = versions.get(`${data.rule} ${data.version}`);
        const { rule, date, run, basis } = data;
        const world = worldOf(log, basis);
        const before = standingAt(runs.filter((one) => one.rule === rule), (day) => day < date); // prettier-ignore
        runs.push({ rule, kind, date, run, world, before, ...decide(kind, params, world, before) });
      }
      read = log.length;
      return runs.slice(begun);
    },
  };
};
