import { Injectable } from '@nestjs/common';
import { openOpeningLog, type NewOpening, type OpeningLog } from '@rapport/edge';
import { IngestParts } from './parts';

/** The log of openings, for who looks at refused input: its raw bytes are somebody's personal data, though nobody knows whose. */
@Injectable()
export class RefusedOpenings {
  private opened: Promise<OpeningLog> | null = null;

  constructor(private readonly parts: IngestParts) {}

  /** Durable when it resolves; the answer waits for it. */
  async record(opening: NewOpening): Promise<void> {
    this.opened ??= openOpeningLog(this.parts.pool).catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    await (await this.opened).record([opening]);
  }
}
