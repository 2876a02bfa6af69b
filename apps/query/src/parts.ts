import type { OpeningLog } from '@rapport/edge';
import type pg from 'pg';
import type { Past, Waiter } from '@rapport/read-db';
import type { Vault } from '@rapport/vault';
import type { DataSource } from 'typeorm';

/** What the endpoints of query work with; a class, so that Nest can name it. */
export abstract class QueryParts {
  abstract readonly pool: pg.Pool;
  /** Few connections, for statements that go by key and are prepared: cards are read while somebody waits. */
  abstract readonly keyed: pg.Pool;
  /** The projections' tables. */
  abstract readonly db: DataSource;
  abstract readonly vault: Vault;
  abstract readonly waiter: Waiter;
  /** Views as they were; the log behind them is opened by who gives this, and query never sees it. */
  abstract readonly past: Past;
  abstract readonly openings: OpeningLog;
  /** Of phone numbers that are looked up without a country code. */
  abstract readonly defaultCountry: string | null;
}
