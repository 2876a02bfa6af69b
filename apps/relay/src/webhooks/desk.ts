import type { StoredEvent } from '@rapport/event-store';
import type pg from 'pg';
import type { Tenure } from '../kafka/tenure';
import type { Settled } from './deliveries';
import type { LogWindow } from './log-window';
import type { Post } from './post';

/** A secret that messages are signed with, and when it ends (milliseconds since 1970; null = the newest). */
export interface SigningSecret {
  readonly text: string;
  readonly until: number | null;
}

/** When attempts are made again and when a target is given up; in milliseconds. */
export interface Patience {
  readonly delaysMs: readonly number[];
  /** How long a target may fail without any success before its subscription is disabled. */
  readonly giveUpMs: number;
}

/** What is delivered with while the right to is held. */
export interface Desk {
  readonly pool: pg.Pool;
  readonly tenure: Tenure;
  readonly window: LogWindow;
  readonly post: Post;
  readonly patience: Patience;
  find(eventId: string): Promise<StoredEvent | undefined>;
  /** Whose the handles are at this moment. */
  customersOf(handles: readonly string[]): Promise<ReadonlyMap<string, string>>;
  secretsOf(subscription: string): Promise<readonly SigningSecret[]>;
  /** Notes how an attempt ended. @throws Overtaken */
  settle(settled: Settled): Promise<void>;
  /** Tells of what nobody who delivers can get over; everything begins again from the tables. */
  failed(error: unknown): void;
}
