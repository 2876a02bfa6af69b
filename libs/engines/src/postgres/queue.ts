import type { Request } from './request';

/**
 * Most events and text of one statement (a single append may be larger). Larger batches save nothing more, and several
 * batches under way let the server write one while the next is put together.
 */
export const BATCH_EVENTS = 1000;
export const BATCH_SIZE = 4 * 1024 * 1024;
/** How many appends may be put off while a batch is filled, so that looking for company stays cheap. */
const MOST_DEFERRED = 2_000;

/** The bounded line of appends in front of the lane. */
export class Queue {
  private waiting: Request[] = [];
  events = 0;
  size = 0;

  get empty(): boolean {
    return this.waiting.length === 0;
  }

  add(requests: readonly Request[]): void {
    for (const request of requests) {
      this.waiting.push(request);
      this.count(request, 1);
    }
  }

  /**
   * Takes the next batch from the front. Within a batch an event id occurs once, and a stream with an expectation in one
   * append only, because the statement looks at the store as it was before the batch. What must wait keeps its place, and
   * with it waits all that comes later for the same stream or the same event.
   */
  take(): Request[] {
    const batch = new Batch();
    const deferred: Request[] = [];
    let next = 0;
    for (; next < this.waiting.length && deferred.length < MOST_DEFERRED; next++) {
      const request = this.waiting[next]!;
      if (request.call.failed) {
        this.count(request, -1);
        continue;
      }
      if (!batch.hasRoomFor(request)) break;
      if (batch.mayJoin(request)) {
        batch.join(request);
        this.count(request, -1);
      } else {
        batch.keepOut(request);
        deferred.push(request);
      }
    }
    const rest = next === this.waiting.length ? [] : this.waiting.slice(next);
    this.waiting = deferred.length === 0 ? rest : [...deferred, ...rest];
    return batch.requests;
  }

  /** Takes out all that were queued before that moment. */
  takeOlderThan(moment: number): Request[] {
    const old = this.waiting.filter((request) => request.since <= moment);
    this.waiting = this.waiting.filter((request) => request.since > moment);
    for (const request of old) this.count(request, -1);
    return old;
  }

  private count({ append, size }: Request, sign: 1 | -1): void {
    this.events += sign * append.events.length;
    this.size += sign * size;
  }
}

class Batch {
  readonly requests: Request[] = [];
  private events = 0;
  private size = 0;
  /** Streams in the batch; true when by an append with an expectation. */
  private readonly streams = new Map<string, boolean>();
  private readonly ids = new Set<string>();
  private readonly keptOutStreams = new Set<string>();
  private readonly keptOutIds = new Set<string>();

  hasRoomFor({ append, size }: Request): boolean {
    if (this.requests.length === 0) return true;
    return this.events + append.events.length <= BATCH_EVENTS && this.size + size <= BATCH_SIZE;
  }

  mayJoin({ append: { stream, expected, events } }: Request): boolean {
    const exclusive = this.streams.get(stream);
    if (exclusive || (exclusive !== undefined && expected !== 'any') || this.keptOutStreams.has(stream)) return false;
    for (const { id } of events) if (this.ids.has(id) || this.keptOutIds.has(id)) return false;
    return true;
  }

  join(request: Request): void {
    const { stream, expected, events } = request.append;
    this.requests.push(request);
    this.events += events.length;
    this.size += request.size;
    this.streams.set(stream, expected !== 'any');
    for (const { id } of events) this.ids.add(id);
  }

  keepOut({ append: { stream, events } }: Request): void {
    this.keptOutStreams.add(stream);
    for (const { id } of events) this.keptOutIds.add(id);
  }
}
