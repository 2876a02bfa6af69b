import type { Position } from '@rapport/event-store';
import { type LogFilter, passes } from '../log-filter';
import type { Frame } from './frame';

/** What a ring may hold, and what it gives out at a time. */
export interface RingLimits {
  readonly frames: number;
  readonly bytes: number;
  /** Bytes of a chunk; one frame may be larger. */
  readonly chunk: number;
}

/** What goes to a reader at once, and how far it then is. */
export interface Chunk {
  /** Null when nothing passed the filter. */
  readonly bytes: Buffer | null;
  readonly upTo: Position;
  /** True when more was there than a chunk takes. */
  readonly cut: boolean;
  /** Index of the first frame that is not in it. */
  readonly next: number;
}

const REMEMBERED = 64;

/**
 * The newest events of the log, in bounded memory; what is too old falls out. Readers keep nothing but their place. Chunks
 * are remembered until new events come, because many readers stand at the same place and want the same.
 */
export class Ring {
  private frames: Frame[] = [];
  private size = 0;
  private end: Position;
  private readonly made = new Map<string, Chunk>();

  /** Empty, at a place in the log. */
  constructor(
    private floor: Position,
    private readonly limits: RingLimits,
  ) {
    this.end = floor;
  }

  /** The position of the newest event. */
  get head(): Position {
    return this.end;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.size;
  }

  /** True when everything after this place is still here. */
  covers(place: Position): boolean {
    return place >= this.floor;
  }

  push(frames: readonly Frame[]): void {
    this.made.clear();
    let over = 0;
    for (const frame of frames) {
      this.frames.push(frame);
      this.size += frame.bytes.length;
      this.end = frame.position;
      while (this.frames.length - over > this.limits.frames || this.size > this.limits.bytes) {
        const oldest = this.frames[over++]!;
        this.size -= oldest.bytes.length;
        this.floor = oldest.position;
      }
    }
    this.frames.splice(0, over);
  }

  /** What comes after a place that the ring covers; `key` names the filter. */
  after(place: Position, filter: LogFilter, key: string): Chunk {
    if (place >= this.end) return { bytes: null, upTo: place, cut: false, next: this.frames.length };
    const name = `${place} ${key}`;
    const known = this.made.get(name);
    if (known) return known;
    const chunk = chunkOf(this.frames, this.indexAfter(place), filter, this.limits.chunk);
    if (this.made.size < REMEMBERED) this.made.set(name, chunk);
    return chunk;
  }

  private indexAfter(place: Position): number {
    let low = 0;
    for (let high = this.frames.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.frames[middle]!.position > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Frames from an index on that pass, as many as a chunk takes and at least one of those there are. */
export const chunkOf = (frames: readonly Frame[], from: number, filter: LogFilter, most: number): Chunk => {
  const passed: Buffer[] = [];
  let size = 0;
  let at = from;
  for (; at < frames.length; at++) {
    const frame = frames[at]!;
    if (!passes(filter, frame)) continue;
    if (size > 0 && size + frame.bytes.length > most) break;
    passed.push(frame.bytes);
    size += frame.bytes.length;
  }
  return {
    bytes: size === 0 ? null : Buffer.concat(passed, size),
    upTo: frames[at - 1]!.position,
    cut: at < frames.length,
    next: at,
  };
};
