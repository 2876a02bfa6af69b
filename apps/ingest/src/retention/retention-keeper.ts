import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { IngestParts } from '../parts';
import { dueAt, endingsOf } from './due';
import { endQuarter } from './end-quarter';

/** Between the end of one pass and the begin of the next. */
export const RETENTION_PAUSE_MS = 6 * 3_600_000;

/**
 * Destroys the keys of data classes and quarters whose time is over, at start and then four times a day. Every process
 * that hosts ingest does it: two at once destroy the same key, which is harmless.
 */
@Injectable()
export class RetentionKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('retention');
  private pass: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: IngestParts) {}

  onApplicationBootstrap(): void {
    this.pass = this.look();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.pass;
  }

  private async look(): Promise<void> {
    try {
      const now = new Date();
      const { vault, privacy } = this.parts;
      for (const ending of dueAt(endingsOf(privacy.retention, await vault.quarters()), now)) {
        if (this.stopped) return;
        await endQuarter(this.parts, ending, now);
        this.logger.log(`${ending.dataClass} of ${ending.quarter} is unreadable from now on, of everybody`);
      }
    } catch (error) {
      this.logger.warn(`the end of a time of retention waits for the next pass: ${(error as Error).name}`);
    }
    if (!this.stopped) this.timer = setTimeout(() => (this.pass = this.look()), RETENTION_PAUSE_MS).unref();
  }
}
