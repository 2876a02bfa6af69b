import {
  type Head,
  type NewEvent,
  type Position,
  PositionAhead,
  type Repeat,
  type StoredEvent,
  checkEpoch,
  isUuid,
  millisecondsOf,
  ordinalOf,
  position,
} from '@rapport/event-store';
import type { Connection } from './connection';
import type { EventIndex, Known } from './event-index';
import { inParallel } from './in-parallel';
import { merged } from './merged';
import { type Recorded, recordedOf, storedOf } from './records';
import { logRequest, streamRequest } from './requests';

/** Reads under way at once for one question; servers take about a hundred over one connection. */
const PARALLEL = 32;
const PAGE = 200;
/** Events of one stream that lie closer are read in one go. */
const NEAR = 16;

/** Reads the log. Streams are read by their names, events found by the index. */
export class LogReader {
  constructor(
    private readonly connection: Connection,
    private readonly index: EventIndex,
    readonly epoch: string,
    private readonly timeout: number,
  ) {}

  async head(): Promise<Head> {
    return this.headOf(await this.last());
  }

  /** The index tells where about it is; events that it has not noted yet may follow there, so the log is read on from there. */
  async headAt(moment: string): Promise<Head> {
    const ms = millisecondsOf(moment);
    let last: Recorded | undefined;
    for await (const record of this.forwards((await this.index.lastBy(ms)) ?? 'start')) {
      if (!record.ours) continue;
      if (record.ms > ms) break;
      last = record;
    }
    return this.headOf(last);
  }

  private headOf(last: Recorded | undefined): Head {
    if (!last) return { position: position(this.epoch, 0), eventId: null, recordedAt: null };
    const { id, position: at, recordedAt } = storedOf(this.epoch, last);
    return { position: at, eventId: id, recordedAt };
  }

  /** @throws EpochMismatch | PositionAhead when nothing can be followed after this position */
  async check(after: Position | null): Promise<void> {
    if (after === null) return;
    checkEpoch(this.epoch, after);
    const { position: head } = await this.head();
    if (after > head) throw new PositionAhead(after, head);
  }

  /**
   * Where a subscription to what comes after a position must begin. The server takes only places at which an event stands;
   * the index knows those of ours. One that it has not noted yet may lie between: such events come again, to be left out.
   */
  async placeBefore(ordinal: bigint): Promise<bigint | 'start'> {
    return (await this.index.lastAt(ordinal)) ?? 'start';
  }

  async *read(streams: readonly string[], upTo: Position | undefined): AsyncGenerator<StoredEvent[]> {
    if (upTo !== undefined) checkEpoch(this.epoch, upTo);
    const end = upTo === undefined ? null : BigInt(ordinalOf(upTo));
    const pages = [...new Set(streams)].map((stream) => (from: number) => this.page(stream, from, PAGE));
    for await (const batch of merged(pages, { page: PAGE, parallel: PARALLEL, end }))
      yield batch.map((record) => storedOf(this.epoch, record));
  }

  /** A claim that is not written yet is not found; one that is written and not confirmed yet is. */
  async find(ids: readonly string[]): Promise<StoredEvent[]> {
    const wanted = new Set(ids.filter(isUuid));
    if (wanted.size === 0) return [];
    const stretches = stretchesOf(await this.index.places([...wanted]));
    const found = await inParallel(stretches, PARALLEL, ({ stream, from, to }) =>
      this.page(stream, from, to - from + 1),
    );
    const events = found.flat().filter(({ id }) => wanted.has(id));
    return events.sort((a, b) => (a.ordinal < b.ordinal ? -1 : 1)).map((record) => storedOf(this.epoch, record));
  }

  /** The index tells; what it has not noted yet is looked for in the log. A claim that is not written is no repeat: an append finishes it. */
  async repeats(events: readonly Saying[]): Promise<(Repeat | null)[]> {
    const asked = events.filter(({ id }) => isUuid(id));
    const known = asked.length === 0 ? [] : await this.index.repeats(asked);
    const open = await this.find(known.flatMap(({ id, ordinal }) => (ordinal === null ? [id] : [])));
    const written = new Map(open.map((event) => [event.id, event]));
    const places = new Map(known.map((one) => [keyOf(one), this.repeatOf(one, written.get(one.id))]));
    return events.map((event) => places.get(keyOf(event)) ?? null);
  }

  private repeatOf({ stream, version, ordinal, ms }: Known, written: StoredEvent | undefined): Repeat | null {
    if (ordinal !== null)
      return { stream, version, position: position(this.epoch, ordinal), recordedAt: new Date(ms!).toISOString() };
    return written ? { stream, version, position: written.position, recordedAt: written.recordedAt } : null;
  }

  /** Events of a stream from a version on; an unknown stream has none. */
  async page(stream: string, version: number, count: number): Promise<Recorded[]> {
    const records: Recorded[] = [];
    const request = streamRequest(this.connection.names.toServer(stream), BigInt(version - 1), count);
    for await (const record of this.records(request)) records.push(record);
    return records;
  }

  /** The log backwards, from its end or from before a position. */
  async *backwards(from: bigint | 'end', count: number): AsyncGenerator<Recorded> {
    yield* this.records(logRequest(this.connection.names, from, 'backwards', count));
  }

  /** The log from a position on, that one included, in pages that grow: whoever looks for something near reads little. */
  private async *forwards(start: bigint | 'start'): AsyncGenerator<Recorded> {
    let from = start;
    for (let count = 2; ; count = Math.min(1_000, count * 10)) {
      let seen = 0;
      for await (const record of this.records(logRequest(this.connection.names, from, 'forwards', count))) {
        seen += 1;
        if (seen === 1 && record.ordinal === from && from !== start) continue;
        from = record.ordinal;
        yield record;
      }
      if (seen < count) return;
    }
  }

  private async last(): Promise<Recorded | undefined> {
    let from: bigint | 'end' = 'end';
    // Nearly always the first one; others write into a log that is not ours alone.
    for (let count = 1; ; count = Math.min(1_000, count * 10)) {
      let seen = 0;
      for await (const record of this.backwards(from, count)) {
        if (record.ours) return record;
        from = record.ordinal;
        seen += 1;
      }
      if (seen < count) return undefined;
    }
  }

  private async *records(request: Parameters<Connection['read']>[0]): AsyncGenerator<Recorded> {
    for await (const message of this.connection.read(request, { within: this.timeout })) {
      const record = recordedOf(message, this.connection.names);
      if (record) yield record;
    }
  }
}

type Saying = Pick<NewEvent, 'id' | 'fingerprint'>;
const keyOf = ({ id, fingerprint }: Saying): string => `${id} ${fingerprint}`;

interface Stretch {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
}

const stretchesOf = (places: readonly Known[]): Stretch[] => {
  const sorted = [...places].sort((a, b) =>
    a.stream === b.stream ? a.version - b.version : a.stream < b.stream ? -1 : 1,
  );
  const stretches: Stretch[] = [];
  for (const { stream, version } of sorted) {
    const last = stretches.at(-1);
    if (last?.stream === stream && version - last.to <= NEAR) stretches.splice(-1, 1, { ...last, to: version });
    else stretches.push({ stream, from: version, to: version });
  }
  return stretches;
};
