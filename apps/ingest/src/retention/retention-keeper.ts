import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { IngestParts } from '../parts';
import { endDue } from './end-quarter';

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
      for await (const { dataClass, quarter } of endDue(this.parts, new Date())) {
        this.logger.log(`${dataClass} of ${quarter} is unreadable from now on, of everybody`);
        if (this.stopped) return;
      }
    } catch (error) {
      this.logger.warn(`the end of a time of retention waits for the next pass: ${(error as Error).name}`);
    }
    if (!this.stopped) this.timer = setTimeout(() => (this.pass = this.look()), RETENTION_PAUSE_MS).unref();
  }
}
