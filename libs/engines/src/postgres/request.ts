import type { Append, Move, Outcome } from '@rapport/event-store';

/** One call of `append`, waiting for all its outcomes. */
export class Call {
  private readonly outcomes: Outcome[];
  private open: number;
  /** Requests that the store has not answered yet, whether or not the caller knows. */
  unanswered: number;
  /** True once one was answered with a conflict or as stale: its bookmark stays. */
  refused = false;
  failed = false;
  readonly done: Promise<readonly Outcome[]>;
  private resolve!: (outcomes: readonly Outcome[]) => void;
  private reject!: (error: unknown) => void;

  constructor(
    size: number,
    readonly move?: Move,
  ) {
    this.open = size;
    this.unanswered = size;
    this.outcomes = new Array<Outcome>(size);
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Takes note of an answer, before the caller hears of it. */
  note({ status }: Outcome): void {
    this.unanswered -= 1;
    this.refused ||= status === 'conflict' || status === 'stale';
  }

  settle(index: number, outcome: Outcome): void {
    this.outcomes[index] = outcome;
    this.open -= 1;
    if (this.open === 0 && !this.failed) this.resolve(this.outcomes);
  }

  fail(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.reject(error);
  }
}

/** One append of a call in the queue. */
export interface Request {
  readonly call: Call;
  readonly index: number;
  readonly append: Append;
  /** UTF-16 units of its bodies: near enough to bytes for limits. */
  readonly size: number;
  /** When it was queued, milliseconds of the monotonic clock. */
  readonly since: number;
  /** True once it was sent, so that its outcome may be unknown. */
  sent: boolean;
}

/** Queues the appends of one call. */
export const requestsOf = (appends: readonly Append[], move?: Move): { call: Call; requests: Request[] } => {
  const call = new Call(appends.length, move);
  const since = performance.now();
  const requests = appends.map((append, index): Request => {
    let size = 0;
    for (const event of append.events) size += event.body.length;
    return { call, index, append, size, since, sent: false };
  });
  return { call, requests };
};
