import type { Fact } from '@rapport/events';
import { inTransaction } from '@rapport/postgres';
import { advance, type Checkpoint } from '../checkpoint';
import type { Lease } from '../lease';
import { within, type SliceRange } from '../slices';
import { CustomerLookup } from './customer-lookup';
import { CustomerView } from './customer-view';
import { EntryView } from './entry-view';
import { History } from './refold';
import { NOTHING_CHANGED, regrouping } from './regrouping';
import { isDataFault } from './commit';
import type { Batch, OpenProjection, View, ViewCommit, ViewParts } from './view';

/** What a runner works with. */
export interface RunnerParts extends ViewParts {
  readonly projections: readonly OpenProjection[];
  readonly ttlMs: number;
}

const EARLY = `
  select target::text from rapport_read.identity_record where early and target = any($1::uuid[])`;
/** Customers remembered per runner. */
const LOOKUP_MAX = 100_000;

/**
 * Keeps the rows of some projections for one range of slices: rows and checkpoint in one transaction, fenced. All its
 * projections stand at one checkpoint.
 */
export class ViewRunner {
  readonly #views: readonly View[];
  readonly #lookup = new CustomerLookup(LOOKUP_MAX);

  constructor(private readonly parts: RunnerParts) {
    this.#views = parts.projections.map(({ projection, rows }) =>
      projection.scope === 'customer'
        ? new CustomerView({ projection, rows }, parts)
        : new EntryView({ projection, rows }, parts),
    );
  }

  /** Folds the facts after a checkpoint into the rows; identity must have come as far. @throws Fenced */
  async take(facts: readonly Fact[], from: Checkpoint, lease: Lease): Promise<Checkpoint> {
    const last = facts.at(-1)!;
    const to = { position: last.position, eventId: last.eventId };
    try {
      const batch = await this.#batch(facts, from.position, to.position);
      const commits = await Promise.all(this.#views.map((view) => view.fold(batch)));
      await this.#commit(commits, from, to, lease);
      for (const { committed } of commits) committed();
      return to;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** Folds again what somebody wants to be tried again; the checkpoint stays where it is. */
  async retry(at: Checkpoint, lease: Lease): Promise<void> {
    try {
      const commits = [];
      for (const view of this.#views) commits.push(...(await view.retry(at.position)));
      if (commits.length === 0) return;
      await this.#commit(commits, at, at, lease);
      for (const { committed } of commits) committed();
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  async #commit(commits: readonly ViewCommit[], from: Checkpoint, to: Checkpoint, lease: Lease): Promise<void> {
    const { pool, range, ttlMs, projections } = this.parts;
    const versions = projections.map(({ projection: { name, version } }) => ({ name, version }));
    const attempt = (carefully: boolean) =>
      inTransaction(pool, async (client) => {
        for (const { write } of commits) await write(client, carefully);
        await advance(client, { projections: versions, range, from, to, lease, ttlMs });
      });
    await attempt(false).catch((error: unknown) => {
      if (!isDataFault(error)) throw error;
      return attempt(true);
    });
  }

  #forget(): void {
    this.#lookup.clear();
    for (const view of this.#views) view.forget();
  }

  async #batch(facts: readonly Fact[], from: string, to: string): Promise<Batch> {
    const { pool, range } = this.parts;
    const regrouped = facts.some(({ channel }) => channel === 'identity');
    const change = regrouped ? await regrouping(pool, from, to, range) : NOTHING_CHANGED;
    const about = facts.filter(({ channel }) => channel !== 'identity');
    const owners = about.map(({ handle }) => handle);
    const [all, early] = await Promise.all([
      this.#lookup.at(pool, to, owners, change.changed),
      this.#early(about.map(({ eventId }) => eventId)),
    ]);
    const customers = new Map([...all].filter(([, customer]) => within(range, customer)));
    const corrected = about.filter(({ channel, eventId }) => channel === 'record' || early.has(eventId));
    const affected = corrected.flatMap(({ handle }) => customers.get(handle) ?? []);
    const history = new History(pool, this.parts.store, to);
    return { facts, history, customers, regrouping: change, corrected: new Set(affected) };
  }

  /** Which of the events have a correction that stands before them in the log. */
  async #early(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.parts.pool.query<{ target: string }>({ name: 'early', text: EARLY, values: [ids] });
    return new Set(rows.map(({ target }) => target));
  }
}
