import { chainOf, spansAmong } from './run-chain';
import type { Run, Span } from './run';

/** The runs of one rule about the days of one zone. */
export class RunLine {
  /** In the order of the log: what a run goes on from comes before it. */
  readonly #runs: Run[] = [];
  /** The last closed run of each day. */
  readonly #last = new Map<string, Run>();
  readonly #spans = new Map<Run, readonly Span[]>();
  #isDecidedAnew = false;

  /** Adds a run that was opened. */
  open(told: Omit<Run, 'closed' | 'before'>): Run {
    const run: Run = { ...told, closed: null, before: this.#lastBefore(told.date) };
    this.#runs.push(run);
    this.#spans.clear();
    return run;
  }

  /** Closes a run. Gives the other runs whose decisions hold at other times because of it. */
  close(run: Run, position: string): readonly Run[] {
    run.closed = position;
    this.#spans.clear();
    const instead = this.#last.get(run.date);
    this.#last.set(run.date, run);
    if (!instead) return [];
    this.#isDecidedAnew = true;
    const [were, are] = [chainOf(instead), chainOf(run)];
    return [...[...were].filter((one) => !are.has(one)), ...[...are].filter((one) => one !== run && !were.has(one))];
  }

  /** When the decisions of a run hold, as of a position. */
  spansOf(run: Run, position: string): readonly Span[] {
    // A day that was closed once has one run, and what comes later goes on from it: no need to look.
    if (!this.#isDecidedAnew) return [{ from: run.endsAt, until: run.until }];
    const isAsOfNow = this.#runs.every(({ closed, opened }) => opened <= position && (closed ?? '') <= position);
    const known = isAsOfNow ? this.#spans.get(run) : undefined;
    const spans = known ?? spansAmong(this.#runs.filter((one) => one === run || (one.closed !== null && one.closed <= position)), run); // prettier-ignore
    if (isAsOfNow) this.#spans.set(run, spans);
    return spans;
  }

  #lastBefore(date: string): Run | null {
    let found: Run | null = null;
    for (const run of this.#last.values()) if (run.date < date && (!found || run.date > found.date)) found = run;
    return found;
  }
}
