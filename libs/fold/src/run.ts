/** When something holds: from a moment on, and before another one (null = until something else is decided). */
export interface Span {
  readonly from: string;
  readonly until: string | null;
}

/** One run of a rule, as its stream tells it. */
export interface Run {
  readonly id: string;
  /** The rule and the zone whose days it decides, as one text. */
  readonly line: string;
  readonly date: string;
  readonly endsAt: string;
  /** The end of the next day that had been decided when it was opened; null = there was none. */
  readonly until: string | null;
  readonly opened: string;
  /** Position; null while the run is open. */
  closed: string | null;
  /** What it goes on from: the last run, then, of the day before. */
  readonly before: Run | null;
}
