/** An event on its way in. */
export interface Proposal {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as the log holds it. */
export interface Entry extends Proposal {
  readonly stream: string;
  /** From 0. */
  readonly revision: number;
  /** Commit and prepare position: equal outside of old explicit transactions. */
  readonly position: bigint;
  /** 100 ns since 1970. */
  readonly created: bigint;
}

export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

/** What became of an append. */
export type Appended =
  | { readonly kind: 'success'; readonly last: number; readonly position: bigint }
  | { readonly kind: 'wrong-expected-version'; readonly current: number }
  | { readonly kind: 'stream-deleted' };

const TICKS_PER_MS = 10_000n;
/** Where the first record of a new server stands, after records of its own. */
const FIRST = 1_287n;

/**
 * The log of the double, in memory: streams, revisions, positions with gaps as of records of different length, tombstones,
 * and the rules of idempotency for each kind of expectation.
 */
export class KurrentLog {
  readonly entries: Entry[] = [];
  private readonly streams = new Map<string, Entry[]>();
  private readonly tombstones = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private next = FIRST;

  stream(name: string): readonly Entry[] {
    return this.streams.get(name) ?? [];
  }

  isTombstone(name: string): boolean {
    return this.tombstones.has(name);
  }

  /** Calls back after every append, until told to stop. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  append(stream: string, expected: Expected, events: readonly Proposal[]): Appended {
    if (this.tombstones.has(stream)) return { kind: 'stream-deleted' };
    const held = this.stream(stream);
    const current = held.length - 1;
    const before = this.repeated(held, expected, events);
    if (before === 'corrupted') return { kind: 'wrong-expected-version', current };
    if (before) return { kind: 'success', last: before.revision, position: before.position };
    const fits =
      expected === 'any' ||
      (expected === 'no_stream' && current === -1) ||
      (expected === 'stream_exists' && current >= 0) ||
      expected === BigInt(current);
    if (!fits) return { kind: 'wrong-expected-version', current };
    const entries = events.map((event, index) => this.write(stream, current + 1 + index, event));
    for (const listener of this.listeners) listener();
    return { kind: 'success', last: current + events.length, position: entries.at(-1)?.position ?? -1n };
  }

  tombstone(stream: string): void {
    this.tombstones.add(stream);
  }

  /** Forgets what was appended last, as an old copy of the server's disk would. */
  cutTail(events: number): void {
    for (const entry of this.entries.splice(-events)) {
      const held = this.streams.get(entry.stream)!;
      held.pop();
      if (held.length === 0) this.streams.delete(entry.stream);
    }
  }

  /** The last event of an append that is there already; 'corrupted' when only its beginning is. */
  private repeated(
    held: readonly Entry[],
    expected: Expected,
    events: readonly Proposal[],
  ): Entry | 'corrupted' | undefined {
    if (events.length === 0) return undefined;
    const explicit = expected === 'no_stream' ? -1 : typeof expected === 'bigint' ? Number(expected) : null;
    const places =
      explicit === null
        ? events.map(({ id }) => held.find((entry) => entry.id === id))
        : events.map(({ id }, at) => [held[explicit + 1 + at]].find((entry) => entry?.id === id));
    if (!places[0]) return undefined;
    return places.every((place) => place !== undefined) ? places.at(-1) : 'corrupted';
  }

  private write(stream: string, revision: number, event: Proposal): Entry {
    const position = this.next;
    // A record's own fields, its names twice, its bytes.
    this.next += BigInt(
      97 + 2 * Buffer.byteLength(stream) + event.type.length + event.data.length + event.metadata.length,
    );
    const entry: Entry = { ...event, stream, revision, position, created: BigInt(Date.now()) * TICKS_PER_MS };
    this.entries.push(entry);
    const held = this.streams.get(stream);
    if (held) held.push(entry);
    else this.streams.set(stream, [entry]);
    return entry;
  }

  /** Index of the first entry at or after a position. */
  indexOf(position: bigint): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** True where a record begins, and at the end of the log. */
  isPlace(position: bigint): boolean {
    return this.entries[this.indexOf(position)]?.position === position || position === this.next;
  }
}
