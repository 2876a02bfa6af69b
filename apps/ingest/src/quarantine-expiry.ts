import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { namesElsewhere } from './names-elsewhere';
import { IngestParts } from './parts';

/** Between the end of one pass and the begin of the next. */
export const EXPIRY_PAUSE_MS = 3_600_000;

/**
 * Takes expired input out of the quarantine and keeps its hashes under keys in use, at start and then every hour. Every process that hosts ingest does it: two at
 * once destroy the same keys and delete the same rows, which is harmless.
 */
@Injectable()
export class QuarantineExpiry implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('quarantine');
  private pass: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: IngestParts) {}

  onApplicationBootstrap(): void {
    this.pass = this.expire();
  }

  /** A pass under way needs the database: the process waits for it. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.pass;
  }

  private async expire(): Promise<void> {
    try {
      const removed = await this.parts.admission.quarantine.expire(new Date());
      if (removed > 0) this.logger.log(`${removed} expired inputs were taken out of the quarantine`);
      await this.liftNames();
    } catch (error) {
      this.logger.warn(`expired input could not be removed, the next pass tries again: ${(error as Error).message}`);
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => (this.pass = this.expire()), EXPIRY_PAUSE_MS).unref();
  }

  /** A process that was slow while the key of identifiers was changed may have written names under the old one since. */
  private async liftNames(): Promise<void> {
    const { pool, vault } = this.parts;
    const oldest = vault.oldestHashKey();
    if (oldest > 1) for (const lift of namesElsewhere(pool)) await lift(oldest, vault.lifted);
  }
}

export const quarantineExpiry = { controllers: [], providers: [QuarantineExpiry] };
