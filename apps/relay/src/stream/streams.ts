import { setTimeout as sleep } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { unavailable } from '@rapport/edge';
import { EpochMismatch, type Position } from '@rapport/event-store';
import { RelayParts } from '../parts';
import { LiveEnd } from './live-end';
import { Reader, type Wanted } from './reader';
import { Turns } from './turns';

/** Each stream is flushed once in that many ticks: every 100 ms, and never all at once. */
const GROUPS = 10;
const TICK_MS = 10;
const STREAMS_MAX = 10_000;
const CHUNK = 64 * 1024;
const LIMITS = { frames: 10_000, bytes: 16 * 1024 * 1024, chunk: CHUNK };
const HEARTBEAT_MS = 15_000;
/** Readers of the past at a time: each holds a batch of the log and a connection. */
const CATCHING_UP = 4;
/** How long a client may take for the end of its stream. */
const LAST_WORDS_MS = 1_000;

/** All open streams of this process. */
@Injectable()
export class Streams implements OnModuleDestroy {
  private readonly logger = new Logger('streams');
  private readonly groups = Array.from({ length: GROUPS }, () => new Set<Reader>());
  private readonly turns = new Turns(CATCHING_UP);
  private readonly live: LiveEnd;
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;
  private closing = false;

  constructor(private readonly parts: RelayParts) {
    this.live = new LiveEnd(parts.store, LIMITS, (error) => this.lost(error));
  }

  /** How many are open. */
  get count(): number {
    return this.groups.reduce((sum, group) => sum + group.size, 0);
  }

  /** The end of the log now. @throws Problem 503 when there are too many streams already. */
  async now(): Promise<Position> {
    if (this.count >= STREAMS_MAX)
      throw unavailable('too-many-streams', 'this process has no room for another stream', 5);
    return (await this.live.open()).head;
  }

  /** Feeds a client from after a place until it goes. While the process ends a stream ends at once, and the client comes again. */
  async feed(wire: Writable, place: Position, wanted: Wanted): Promise<void> {
    if (this.closing) return void wire.end();
    const ring = await this.live.open();
    if (wire.destroyed) return;
    const failed = (error: unknown): void => this.lost(error, 'a reader of the past');
    const shared = { store: this.parts.store, ring, turns: this.turns, chunk: CHUNK, heartbeat: HEARTBEAT_MS, failed };
    const reader = new Reader(wire, place, wanted, shared);
    const group = this.groups.reduce((least, one) => (one.size < least.size ? one : least));
    group.add(reader);
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
    wire.once('close', () => this.leave(group, reader));
  }

  async onModuleDestroy(): Promise<void> {
    this.closing = true;
    const wires = this.endAll();
    for (const until = performance.now() + LAST_WORDS_MS; this.count > 0 && performance.now() < until;) await sleep(5);
    for (const reader of wires) reader.cut();
    this.live.close();
  }

  private endAll(): readonly Reader[] {
    const all = this.groups.flatMap((group) => [...group]);
    for (const reader of all) reader.end();
    return all;
  }

  private tick(): void {
    const now = performance.now();
    for (const reader of this.groups[this.turn]!) reader.flush(now);
    this.turn = (this.turn + 1) % GROUPS;
  }

  private leave(group: Set<Reader>, reader: Reader): void {
    group.delete(reader);
    if (this.count > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.live.close();
  }

  private lost(error: unknown, who = 'the end of the log'): void {
    const name = error instanceof EpochMismatch ? 'another history' : error instanceof Error ? error.name : 'unknown';
    this.logger.error({ streams: this.count, lost: who, error: name });
    if (who === 'the end of the log') this.endAll();
  }
}
