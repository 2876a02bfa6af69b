import { taskEvent, type PendingAction, type PolicyVerdict } from '@rapport/decisions';
import { decodeEvent, type Fact } from '@rapport/events';
import type { Append, EventStore } from '@rapport/event-store';
import { inTransaction, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import { unsaidGoals } from './goals';
import type { Case, PoliciesInForce } from './policies-in-force';
import { actionEvent, actionEventId, taskOf } from './policy-event';
import { exposedBy, saveExposures } from './remembered';

const DONE = 'delete from rapport_policies.pending where slot = any($1::uuid[])';
const WAIT = `
  update rapport_policies.pending p set next_at = r.until
  from unnest($1::uuid[], $2::text[]) as r(slot, until) where p.slot = r.slot`;
const GOALS_SAID = 'update rapport_policies.goal set said = true where exposure = any($1::uuid[])';
const OF_ERASED = `
  select t.task::text, t.handle::text from rapport_policies.task t join rapport_policies.erased e using (handle) where t.open limit 500`;
const TASKS_CLOSED = 'update rapport_policies.task set open = false where task = any($1::uuid[])';

/**
 * The one way in which policies do anything: events in the log, from where webhooks, topics and lists of tasks take them. An action has one
 * slot, which is an event id, and the store takes an id once: whoever comes second, after a crash or beside us, finds what was
 * decided and goes on from there. No replay comes by here: folds and rebuilds live in libraries that cannot import it.
 */
export class Gateway {
  constructor(
    private readonly pool: Pool,
    private readonly store: Pick<EventStore, 'append' | 'find'>,
  ) {}

  /** Writes down what was decided about actions, and does it. Repeating it after a crash at any step does nothing twice. */
  async settle(
    cases: readonly Case[],
    judged: readonly PolicyVerdict[],
    now: string,
    policies: PoliciesInForce,
  ): Promise<void> {
    const appends: { readonly pending: PendingAction; readonly append: Append }[] = [];
    const waiting: (readonly [slot: string, until: string])[] = [];
    cases.forEach(({ pending, version, person }, nth) => {
      const verdict = judged[nth]!;
      if (verdict.does === 'wait') waiting.push([pending.slot, verdict.until]);
      if (verdict.does === 'wait' || verdict.does === 'drop') return;
      const wanted = version.compiled.policy.actions[pending.action]!;
      appends.push({ pending, append: actionEvent(pending, wanted, verdict, person.customer, now) });
    });
    const facts = await this.decided(appends);
    const tasks = facts.flatMap((fact) => taskOf(fact) ?? []);
    if (tasks.length > 0) await this.store.append(tasks);
    const isWaiting = new Set(waiting.map(([slot]) => slot));
    const done = cases.map(({ pending }) => pending.slot).filter((slot) => !isWaiting.has(slot));
    await inTransaction(this.pool, async (tx) => {
      await saveExposures(tx, facts.flatMap((fact) => exposedBy(fact, policies) ?? [])); // prettier-ignore
      if (waiting.length > 0) await tx.query(WAIT, [waiting.map(([slot]) => slot), waiting.map(([, until]) => until)]);
      if (done.length > 0) await tx.query(DONE, [done]);
    });
  }

  /** Appends decisions and gives back what the log says of these actions, which an earlier attempt may have decided otherwise. */
  private async decided(
    appends: readonly { readonly pending: PendingAction; readonly append: Append }[],
  ): Promise<readonly Fact[]> {
    if (appends.length === 0) return [];
    await this.store.append(appends.map(({ append }) => append));
    const found = await this.store.find(appends.map(({ pending }) => actionEventId(pending.slot)));
    if (found.length !== appends.length) throw new Error(`${appends.length - found.length} actions are not in the log after they were appended`); // prettier-ignore
    return found.map(decodeEvent);
  }

  /** Says which goals were reached. */
  async sayGoals(sql: Sql): Promise<number> {
    const appends = await unsaidGoals(sql);
    if (appends.length === 0) return 0;
    await this.store.append(appends.map(({ append }) => append));
    await this.pool.query(GOALS_SAID, [appends.map(({ exposure }) => exposure)]);
    return appends.length;
  }

  /** Takes the tasks of people who were erased off all lists. */
  async closeTasksOfErased(sql: Sql, now: string): Promise<number> {
    const { rows } = await sql.query<{ task: string; handle: string }>(OF_ERASED);
    if (rows.length === 0) return 0;
    const appends = rows.map(({ task, handle }): Append => {
      const about = {
        task,
        type: 'TaskClosed',
        step: 'erased',
        handle,
        data: { why: 'erased' },
        occurredAt: now,
      } as const;
      const { stream, ...event } = taskEvent({ ...about, meta: { by: 'policies' } });
      return { stream, expected: 'any', events: [event] };
    });
    await this.store.append(appends);
    await this.pool.query(TASKS_CLOSED, [rows.map(({ task }) => task)]);
    return rows.length;
  }
}
