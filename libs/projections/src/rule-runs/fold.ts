import type { DataOf, Fact, FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One run of a rule: what it decides holds once it is closed. */
export interface RuleRun {
  /** The run's id. */
  readonly key: string;
  readonly rule: string;
  readonly version: number;
  readonly zone: string;
  /** The day at whose end it decides. */
  readonly date: string;
  readonly endsAt: string;
  /** Position of the log up to which it knows. */
  readonly basis: string;
  /** How often the day was decided before. */
  readonly restatement: number;
  /** The next day that was decided before this one: its decisions hold only until then. */
  readonly until: string | null;
  /** True when it decided about an imported past. */
  readonly historical: boolean;
  readonly openedAt: string;
  /** What was closed before it is what it goes on from. */
  readonly openedPosition: string;
  /** Null while the run is open: nobody may see its decisions. */
  readonly closedAt: string | null;
  readonly closedPosition: string | null;
  /** Decisions of the run. */
  readonly count: number | null;
  /** Customers that the rule ranked or judged. */
  readonly population: number | null;
  readonly cutoffs: DataOf<'RuleRunClosed'>['cutoffs'];
  readonly digest: string | null;
  readonly figures: Readonly<Record<string, unknown>>;
}

const blank = (key: string, { recordedAt, position, meta }: Fact): RuleRun => ({
  ...{ key, rule: '', version: 0, zone: '', date: '', endsAt: '', basis: '', restatement: 0, until: null },
  ...{
    historical: meta?.historical === true,
    openedAt: recordedAt,
    openedPosition: position,
    closedAt: null,
    closedPosition: null,
  },
  ...{ count: null, population: null, cutoffs: [], digest: null, figures: {} },
});

const opened = (run: RuleRun, { data, recordedAt, position }: FactOf<'RuleRunOpened'>): RuleRun => ({
  ...run,
  ...{ rule: data.rule, version: data.version, zone: data.zone, date: data.date, endsAt: data.endsAt },
  ...{
    basis: data.basis,
    restatement: data.restatement ?? 0,
    until: data.until ?? null,
    openedAt: recordedAt,
    openedPosition: position,
  },
});

const closed = (run: RuleRun, { data, recordedAt, position }: FactOf<'RuleRunClosed'>): RuleRun => ({
  ...run,
  ...{ rule: data.rule, date: data.date, closedAt: recordedAt, closedPosition: position },
  ...{ count: data.count, population: data.population, cutoffs: data.cutoffs },
  ...{ digest: data.digest, figures: data.figures },
});

/** When did which rule decide about everybody, and what came of it? */
export const ruleRuns: EntryProjection<RuleRun> = {
  name: 'rule-runs',
  version: 2,
  scope: 'entry',
  keys: ({ data }) => [String(data['run'])],
  initial: blank,
  on: { RuleRunOpened: opened, RuleRunClosed: closed },
};
