import type { Pool } from 'pg';
import type { Sql } from './sql';

/**
 * Another server has taken the place of the one that answered before. What was learnt from that one may never have been: this piece of
 * work must begin again, with what is there now. Nothing was written.
 */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
  constructor() {
    super('another database server has taken over; begin again');
  }
}

/**
 * The first eight digits of a WAL file's name. A standby that is promoted begins a new timeline, and so does a server that was recovered to
 * an earlier time; one that crashed and came back does not (PostgreSQL documentation, "Timelines" in "Continuous Archiving").
 */
const ASK = {
  text: `select case when pg_is_in_recovery() then null
    else left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end as timeline`,
  // The wire may be dead, which nobody says; pg's types do not know of it.
  ...{ query_timeout: 10_000 },
};

/** What servers say that have no such log, or keep it to themselves: what they do at a failover cannot be seen from here. */
const UNTOLD = ['0A000', '42501', '42883'];

/**
 * Which server a process speaks to, so that it notices when a standby has taken over. With replication that does not wait, the standby
 * lacks what was committed last, and whoever remembers any of that (a handle, a key) would build on what is nowhere.
 */
export class Timeline {
  #known: string | null = null;
  #takeovers = 0;
  #isUntold = false;
  readonly #watched = new Set<Changes>();
  /** Changes of the watched pools of which the answers so far are certainly behind. */
  #sure = -1;
  #looking: Promise<void> | null = null;

  /** How many times another server was found. Who keeps something in memory compares, and forgets it when this has risen. */
  get takeovers(): number {
    return this.#takeovers;
  }

  /** A pool whose next connections may lead to another server: after each that ends or begins, `ensure` looks. */
  watch(pool: Pool): void {
    this.#watched.add(changesOf(pool));
  }

  /** Asks the server now. @throws what the database throws */
  async look(sql: Sql): Promise<void> {
    if (this.#isUntold) return;
    const changes = this.#changes();
    const timeline = await timelineOf(sql);
    // A standby tells nothing, and may be promoted under the same connections.
    if (timeline === null) return;
    this.#sure = Math.max(this.#sure, changes);
    if (timeline === UNKNOWN) this.#isUntold = true;
    else if (timeline !== this.#known) {
      if (this.#known !== null) this.#takeovers += 1;
      this.#known = timeline;
    }
  }

  /** Looks if there may be another server since the last time. @throws what the database throws */
  async ensure(sql: Sql): Promise<void> {
    // One under way may have begun too early.
    if (this.#looking) await this.#looking;
    if (this.#isUntold || this.#sure === this.#changes()) return;
    await (this.#looking ??= this.look(sql).finally(() => (this.#looking = null)));
  }

  #changes(): number {
    let sum = 0;
    for (const { count } of this.#watched) sum += count;
    return sum;
  }
}

/** How many connections of a pool have begun or ended. */
interface Changes {
  count: number;
}
const known = new WeakMap<Pool, Changes>();

/** One listener for a pool, however many watch it. */
const changesOf = (pool: Pool): Changes => {
  const before = known.get(pool);
  if (before) return before;
  const changes: Changes = { count: 0 };
  const changed = (): void => void (changes.count += 1);
  pool.on('connect', changed).on('remove', changed);
  known.set(pool, changes);
  return changes;
};

const UNKNOWN = '';

const timelineOf = async (sql: Sql): Promise<string | null> => {
  try {
    return (await sql.query<{ timeline: string | null }>(ASK)).rows[0]!.timeline;
  } catch (error) {
    if (UNTOLD.includes(String((error as { code?: unknown }).code))) return UNKNOWN;
    throw error;
  }
};
