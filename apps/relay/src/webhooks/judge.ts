import { retryAfterMs } from './schedule';

/** What came of one request. */
export interface Reply {
  /** Null: there was no answer. */
  readonly status: number | null;
  /** Why there was none, in words without anything of the target's. */
  readonly fault: string | null;
  readonly retryAfter?: string | undefined;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** What is made of it. */
export interface Verdict {
  readonly kind: 'delivered' | 'failed' | 'gone';
  /** In words; null when delivered. */
  readonly error: string | null;
  /** How long the receiver wants to be left alone, in milliseconds. */
  readonly restMs: number;
}

const GONE = 410;
/** Answers whose Retry-After counts. */
const RESTS = new Set([429, 503]);

/** Judges a reply: 2xx is taken, 410 wants no more, everything else is to be tried again; redirects are not followed. */
export const verdictOf = ({ status, fault, retryAfter }: Reply, now: number): Verdict => {
  if (status === null) return { kind: 'failed', error: fault ?? 'no answer', restMs: 0 };
  if (status >= 200 && status < 300) return { kind: 'delivered', error: null, restMs: 0 };
  const error = status >= 300 && status < 400 ? `answered ${status}; redirects are not followed` : `answered ${status}`;
  const restMs = RESTS.has(status) ? retryAfterMs(retryAfter, now) : 0;
  return { kind: status === GONE ? 'gone' : 'failed', error, restMs };
};
