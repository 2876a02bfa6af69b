import type { Fact } from '@rapport/events';
import { inSession, inTransaction, type Session, type Sql, type Statement } from '@rapport/postgres';
import { advance, advancing, asFenced, type Advance, type Checkpoint } from '../checkpoint';
import { identityReached } from '../identity/reached';
import { Fenced, type Lease } from '../lease';
import { within, type SliceRange } from '../slices';
import { VIEWS_CHANNEL } from '../wait-for';
import { earlyAmong } from './about-events';
import { eachAlone, mayBeOfOne } from './apart';
import { isRetryAsked } from './parking';
import { isDataFault, writeCarefully, writing } from './commit';
import { CustomerLookup } from './customer-lookup';
import { CustomerView } from './customer-view';
import { EntryView } from './entry-view';
import { History } from './refold';
import { NOTHING_CHANGED, type Regrouping, regrouping, regroupingOfDecided } from './regrouping';
import type { Batch, OpenProjection, View, ViewCommit, ViewParts } from './view';

/** What a runner works with. */
export interface RunnerParts extends ViewParts {
  readonly projections: readonly OpenProjection[];
  readonly ttlMs: number;
}

/**
 * Rows and checkpoint go together: what a crash of the server takes away is folded again from the log, so no batch waits for the
 * disk. Whoever waits for rows is told by the commit itself.
 */
const TERMS = { mayBeLost: true, notify: VIEWS_CHANNEL } as const;
const after = (facts: readonly Fact[]): Checkpoint => {
  const { position, eventId } = facts.at(-1)!;
  return { position, eventId };
};

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

  /**
   * Folds the facts after a checkpoint into the rows; identity must have come as far. Where none of them is about others, it is
   * enough that it has come to the checkpoint, and as far as they once `settled` resolves: who is who is then the same.
   * Where not all projections can be written, each goes on by itself as far as it can.
   * @throws Fenced, also when identity has not come as far after all; WentApart when some projections went on and others did not
   */
  async take(
    facts: readonly Fact[],
    from: Checkpoint,
    lease: Lease,
    settled?: () => Promise<unknown>,
  ): Promise<Checkpoint> {
    try {
      return await this.#together(facts, from, lease, settled);
    } catch (error) {
      if (this.#views.length === 1 || !mayBeOfOne(error)) throw error;
      await settled?.();
      const alone = (one: OpenProjection) => new ViewRunner({ ...this.parts, projections: [one] });
      await eachAlone(this.parts.projections, error, (one) => alone(one).take(facts, from, lease));
      return after(facts);
    }
  }

  async #together(
    facts: readonly Fact[],
    from: Checkpoint,
    lease: Lease,
    settled?: () => Promise<unknown>,
  ): Promise<Checkpoint> {
    const to = after(facts);
    return this.#orForget(() =>
      inSession(this.parts.pool, async (session) => {
        const [batch] = await Promise.all([
          this.#batch(session, facts, from.position, to.position),
          // Where it settles later, the checkpoint tells: it moves only if it stood where identity had been already.
          settled ? undefined : mustHaveReached(session, to.position, lease),
        ]);
        const commits = await Promise.all(this.#views.map((view) => view.fold(batch)));
        await settled?.();
        await this.#commit(session, commits, this.#step(from, to, lease));
        return to;
      }),
    );
  }

  /** Folds again what somebody wants to be tried again; the checkpoint stays where it is. */
  async retry(at: Checkpoint, lease: Lease): Promise<void> {
    const { pool, projections } = this.parts;
    // Asked between batches, again and again, while events wait: one question for all views, and nearly always no.
    if (!(await isRetryAsked(pool, projections.map(({ projection }) => projection)))) return; // prettier-ignore
    return this.#orForget(async () => {
      const commits: ViewCommit[] = [];
      for (const view of this.#views) commits.push(...(await view.retry(at.position)));
      if (commits.length === 0) return;
      await inSession(this.parts.pool, (session) => this.#commit(session, commits, this.#step(at, at, lease)));
    });
  }

  #step(from: Checkpoint, to: Checkpoint, lease: Lease): Advance {
    const { range, ttlMs, projections } = this.parts;
    const versions = projections.map(({ projection: { name, version } }) => ({ name, version }));
    return { projections: versions, range, from, to, lease, ttlMs };
  }

  async #commit(session: Session, commits: readonly ViewCommit[], step: Advance): Promise<void> {
    try {
      await session.transact(statements(commits, step), TERMS);
      for (const { writing, committed } of commits) committed(writing.changes.parked);
    } catch (error) {
      if (!isDataFault(error)) throw asFenced(error, step.lease);
      await this.#commitCarefully(commits, step);
    }
  }

  async #commitCarefully(commits: readonly ViewCommit[], step: Advance): Promise<void> {
    const parked = await inTransaction(this.parts.pool, async (client) => {
      const all = [];
      for (const commit of commits) all.push(await writeCarefully(client, commit.writing));
      await advance(client, step);
      await client.query(`notify ${VIEWS_CHANNEL}`);
      return all;
    });
    commits.forEach(({ committed }, index) => committed(parked[index]!));
  }

  async #orForget<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#lookup.clear();
      for (const view of this.#views) view.forget();
      throw error;
    }
  }

  async #batch(sql: Sql, facts: readonly Fact[], from: string, to: string): Promise<Batch> {
    const { range, store } = this.parts;
    const regrouped = facts.some(({ channel }) => channel === 'identity');
    const about = facts.filter(({ channel }) => channel !== 'identity');
    const owners = about.map(({ handle }) => handle);
    const [change, , early] = await Promise.all([
      regrouped ? regrouping(sql, from, to, range) : NOTHING_CHANGED,
      this.#lookup.learn(sql, to, owners),
      earlyAmong(sql, about),
    ]);
    const all = await this.#lookup.at(sql, to, owners, change.changed);
    const customers = new Map([...all].filter(([, customer]) => within(range, customer)));
    const corrected = about.filter(({ channel, eventId }) => channel === 'record' || early.has(eventId));
    const affected = corrected.flatMap(({ handle }) => customers.get(handle) ?? []);
    const history = new History(sql, store, to);
    let ofDecided: Promise<Regrouping> | undefined;
    return {
      ...{ sql, facts, history, customers, regrouping: change, corrected: new Set(affected), early },
      regroupingOfDecided: () =>
        (ofDecided ??= regrouped ? regroupingOfDecided(sql, from, to, range) : Promise.resolve(NOTHING_CHANGED)),
      customersOf: async (handles) =>
        [...new Set((await this.#lookup.at(sql, to, handles, [])).values())].filter((one) => within(range, one)),
    };
  }
}

/** A crash of the server can have taken back what this process believes of identity: what is read here must not be of before. */
const mustHaveReached = async (sql: Sql, position: string, lease: Lease): Promise<void> => {
  if ((await identityReached(sql)) < position) throw new Fenced(lease.name);
};

const statements = function* (commits: readonly ViewCommit[], step: Advance): Generator<Statement> {
  for (const commit of commits) yield* writing(commit.writing);
  yield advancing(step);
};
