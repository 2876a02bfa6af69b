import type { FastifyReply } from 'fastify';
import { Problem } from './problem';

interface Bucket {
  tokens: number;
  /** Milliseconds of a monotonic clock. */
  filled: number;
}

const WINDOW_S = 60;
const BUCKETS_MAX = 50_000;

/**
 * One token bucket per key and process: `quota` requests at once, refilled evenly over a minute (0 = no limit). Answers
 * carry the fields of the IETF draft ratelimit-headers; `Retry-After` is whole seconds, because clients parse an integer.
 */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly quota: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws Problem 429 when the key has no token left. */
  take(keyId: string, reply: Pick<FastifyReply, 'header'>): void {
    if (this.quota === 0) return;
    const bucket = this.bucketOf(keyId);
    const perSecond = this.quota / WINDOW_S;
    const reset = Math.ceil((this.quota - bucket.tokens + 1) / perSecond);
    void reply.header('ratelimit-policy', `"key";q=${this.quota};w=${WINDOW_S}`);
    void reply.header(
      'ratelimit',
      `"key";r=${Math.max(0, Math.floor(bucket.tokens) - 1)};t=${Math.min(reset, WINDOW_S)}`,
    );
    if (bucket.tokens < 1) {
      const wait = Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
      throw new Problem(
        429,
        'too-many-requests',
        'this key has used up its requests',
        {},
        { 'retry-after': `${wait}` },
      );
    }
    bucket.tokens -= 1;
  }

  private bucketOf(keyId: string): Bucket {
    const now = this.now();
    const bucket = this.buckets.get(keyId) ?? { tokens: this.quota, filled: now };
    bucket.tokens = Math.min(this.quota, bucket.tokens + ((now - bucket.filled) / 1000) * (this.quota / WINDOW_S));
    bucket.filled = now;
    this.buckets.set(keyId, bucket);
    if (this.buckets.size > BUCKETS_MAX) this.buckets.delete(this.buckets.keys().next().value!);
    return bucket;
  }
}
