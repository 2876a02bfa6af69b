import { endOfDay, type Fact, type FactOf } from '@rapport/events';
import type { Run, Span } from './run';
import { RunLine } from './run-line';

export type { Run, Span } from './run';

/** Positions are of one epoch or rise with it, so that any comes before this one. */
const EVER = '~';

/**
 * The runs of some rules, from which follows when a decision holds. A run builds on what stood when it was opened; a day that is decided anew takes
 * back what was decided of it before, also for those of whom it says nothing, until the next day that was decided before.
 */
export class RuleRuns {
  readonly #byId = new Map<string, Run>();
  readonly #lines = new Map<string, RunLine>();

  constructor(readonly rules: ReadonlySet<string>) {}

  /** Takes an event of the log, in order. Gives the other runs whose decisions hold at other times from then on. */
  take(fact: Fact): readonly Run[] {
    if (fact.type === 'RuleRunOpened') this.#open(fact as FactOf<'RuleRunOpened'>);
    else if (fact.type === 'RuleRunClosed') return this.#close(fact as FactOf<'RuleRunClosed'>);
    return [];
  }

  /** When the decisions of a run hold, as of a position (the end when absent); none if they do not, or nobody knows of it. */
  spansOf(id: string, position = EVER): readonly Span[] {
    const run = this.#byId.get(id);
    return run && run.opened <= position ? this.#lines.get(run.line)!.spansOf(run, position) : [];
  }

  #open({ data, position }: FactOf<'RuleRunOpened'>): void {
    if (!this.rules.has(data.rule) || this.#byId.has(data.run)) return;
    const { run: id, rule, date, zone, endsAt, until } = data;
    const name = `${rule} ${zone}`;
    const line = this.#lines.get(name) ?? new RunLine();
    this.#lines.set(name, line);
    const ends = { endsAt, until: until === undefined ? null : endOfDay(until, zone) };
    this.#byId.set(id, line.open({ id, line: name, date, ...ends, opened: position }));
  }

  #close({ data, position }: FactOf<'RuleRunClosed'>): readonly Run[] {
    const run = this.#byId.get(data.run);
    return run && run.closed === null ? this.#lines.get(run.line)!.close(run, position) : [];
  }
}
