import type { Pool } from 'pg';
import type { Sql } from '@rapport/postgres';
import type { Lease } from '../lease';
import type { Close } from './close';
import type { CloseFar, CloseProgress } from './close-progress';

/** Where everybody can read how far a close is, it is written so often. */
const TELL_MS = 1_000;

// Whoever was taken over from says nothing any more.
const TELL = `
  insert into rapport_read.close_under_way as c (zone, date, restatement, historical, since, lease, owner, epoch,
    rules, rules_done, rule, phase, customers, decided, to_decide, per_second, decided_before, seconds_left)
  select $1, $2::date, $3, $4, $5::timestamptz, name, owner, epoch, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
  from rapport_read.lease where name = $6 and owner = $7 and epoch = $8
  on conflict (zone) do update set (date, restatement, historical, since, lease, owner, epoch,
    rules, rules_done, rule, phase, customers, decided, to_decide, per_second, decided_before, seconds_left, told_at, moved_at)
  = (excluded.date, excluded.restatement, excluded.historical, excluded.since, excluded.lease, excluded.owner, excluded.epoch,
    excluded.rules, excluded.rules_done, excluded.rule, excluded.phase, excluded.customers, excluded.decided, excluded.to_decide,
    excluded.per_second, excluded.decided_before, excluded.seconds_left, clock_timestamp(),
    case when (c.epoch, c.date, c.restatement, c.rules_done, c.rule, c.phase, c.decided) is not distinct from
      (excluded.epoch, excluded.date, excluded.restatement, excluded.rules_done, excluded.rule, excluded.phase, excluded.decided)
      then c.moved_at else clock_timestamp() end)`;
const OVER = 'delete from rapport_read.close_under_way where zone = $1';

const valuesOf = (far: CloseFar): readonly unknown[] => [
  ...[far.rules, far.rulesDone, far.rule, far.phase, far.customers, far.decided, far.toDecide],
  ...[far.decidedPerSecond, far.decidedBefore, far.secondsLeft],
];

/**
 * Says how far a close is where other processes read it: now and then, on a connection of its own, as nobody sees what its transaction has
 * written before it is over.
 */
export class CloseTeller {
  readonly #timer: NodeJS.Timeout;
  #telling: Promise<unknown> | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly close: Pick<Close, 'zone' | 'date' | 'restatement' | 'historical'>,
    private readonly progress: CloseProgress,
    private readonly lease: Lease,
    everyMs = TELL_MS,
  ) {
    this.#timer = setInterval(() => this.#tell(), everyMs);
  }

  /** In the transaction that ends the close: nobody reads of it once it is over, and everybody until then. */
  async over(sql: Sql): Promise<void> {
    await this.stop();
    await sql.query(OVER, [this.close.zone]);
  }

  /** Says nothing more. What was said of a close that failed is known to be old by its lease. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#telling;
  }

  #tell(): void {
    // A database that is slow is not asked twice at once, and one that fails ends the close anyhow.
    this.#telling ??= this.pool
      .query(TELL, this.#values())
      .catch(() => undefined)
      .finally(() => (this.#telling = undefined));
  }

  #values(): unknown[] {
    const { zone, date, restatement, historical } = this.close;
    const { name, owner, epoch } = this.lease;
    const far = this.progress.far;
    return [zone, date, restatement, historical, this.progress.since, name, owner, epoch, ...valuesOf(far)];
  }
}
