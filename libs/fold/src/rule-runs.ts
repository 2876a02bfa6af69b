import { endOfDay, type Fact, type FactOf } from '@rapport/events';

/** For how long what a run decided holds: from a moment on, and before another one (null = until something else is decided). */
export interface Span {
  readonly from: string;
  readonly until: string | null;
}

/** One run of a rule, as its stream tells it. */
export interface Run {
  readonly id: string;
  /** The rule and the day that it decided, as one text. */
  readonly day: string;
  readonly endsAt: string;
  /** The moment at which a day that was decided before ends; what was said of that one holds from there. */
  readonly until: string | null;
  readonly opened: string;
  /** Position; null while the run is open. */
  closed: string | null;
}

/** Positions are of one epoch or rise with it, so that any comes before this one. */
const EVER = '~';

/**
 * The runs of some rules, from which follows for how long a decision holds. A day that is decided anew takes back what was decided
 * of it before, also for those of whom it says nothing, for as long as it holds itself.
 */
export class RuleRuns {
  readonly #byId = new Map<string, Run>();
  readonly #byDay = new Map<string, Run[]>();

  constructor(readonly rules: ReadonlySet<string>) {}

  /** Takes an event of the log, in order. Gives the runs whose decisions do not hold, or hold shorter, from then on. */
  take(fact: Fact): readonly Run[] {
    if (fact.type === 'RuleRunOpened') this.#open(fact as FactOf<'RuleRunOpened'>);
    else if (fact.type === 'RuleRunClosed') return this.#close(fact as FactOf<'RuleRunClosed'>);
    return [];
  }

  /** For how long the decisions of a run hold, as of a position (the end when absent); null = they do not, or nobody knows of it. */
  spanOf(id: string, position = EVER): Span | null {
    const run = this.#byId.get(id);
    if (!run || run.opened > position) return null;
    let from = run.endsAt;
    for (const later of this.#byDay.get(run.day)!) {
      if (later.opened <= run.opened || later.closed === null || later.closed > position) continue;
      if (later.until === null) return null;
      if (later.until > from) from = later.until;
    }
    return run.until !== null && run.until <= from ? null : { from, until: run.until };
  }

  #open({ data, position }: FactOf<'RuleRunOpened'>): void {
    if (!this.rules.has(data.rule) || this.#byId.has(data.run)) return;
    const { run: id, rule, date, zone, endsAt, until } = data;
    const day = `${rule} ${zone} ${date}`;
    const run: Run = { id, day, endsAt, until: until === undefined ? null : endOfDay(until, zone), opened: position, closed: null }; // prettier-ignore
    this.#byId.set(id, run);
    const others = this.#byDay.get(day);
    if (others) others.push(run);
    else this.#byDay.set(day, [run]);
  }

  #close({ data, position }: FactOf<'RuleRunClosed'>): readonly Run[] {
    const run = this.#byId.get(data.run);
    if (!run || run.closed !== null) return [];
    run.closed = position;
    return this.#byDay.get(run.day)!.filter(({ opened }) => opened < run.opened);
  }
}
