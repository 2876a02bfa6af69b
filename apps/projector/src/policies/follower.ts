import { judgeActions, pendingOf, type PendingAction } from '@rapport/decisions';
import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { effectiveBatch, migrateDerived, type Log, type OwnFollower, type OwnFollowerSpec } from '@rapport/read-db';
import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { Gateway } from './gateway';
import { noteGoals } from './goals';
import { decidedAbout, peopleOf } from './people';
import { type Case, PoliciesInForce, savePolicies } from './policies-in-force';
import { saveDone, saveSayings } from './remembered';
import { POLICIES_STEPS } from './schema';
import { closeRuns, dropTakenBack, savePending } from './pending';

/** What policies work with. */
export interface PolicyParts {
  readonly pool: Pool;
  readonly store: EventStore;
  /** The read tables, for what rules have decided. */
  readonly db: EntityManager;
  /** The company's time zone: quiet hours of who states none. */
  readonly zone: string;
  readonly now: () => Date;
  readonly log: Log;
}

type Take = Parameters<OwnFollower['take']>[1];

/** Actions that are decided together. */
const AT_ONCE = 200;
const DUE = `
  select slot::text, policy, version, action, trigger_id::text as trigger, trigger_type as "triggerType", handle::text,
    triggered_at as "triggeredAt", run, next_at as "nextAt", due_from as "dueFrom"
  from rapport_policies.pending where next_at <= $1 order by nr limit ${AT_ONCE}`;

/**
 * Follows the log and acts by policies. What a batch triggers is remembered in the transaction that moves the checkpoint; between batches it is
 * decided, once everything that had been recorded a moment ago is known: a consent that was taken back is heeded although
 * the trigger came first.
 */
export class PoliciesFollower implements OwnFollower {
  #policies: PoliciesInForce | undefined;
  /** The end of the log as it was at a moment: once we have read that far, we know everything of before. */
  #seen: { readonly at: string; readonly position: string } | undefined;
  readonly #gateway: Gateway;

  constructor(private readonly parts: PolicyParts) {
    this.#gateway = new Gateway(parts.pool, parts.store);
  }

  async take(facts: readonly Fact[], commit: Take): Promise<void> {
    const { pool, store } = this.parts;
    let policies = (this.#policies ??= await PoliciesInForce.read(pool));
    const pending = facts.flatMap((fact) => {
      policies = policies.after(fact);
      return policies.isEmpty ? [] : pendingOf(fact, policies.triggeredBy(fact));
    });
    const { replaced, facts: effective } = await effectiveBatch(pool, store, facts);
    const stands = new Set(effective.map(({ eventId }) => eventId));
    await commit(async (tx) => {
      await savePolicies(tx, facts);
      await savePending(tx, pending);
      await closeRuns(tx, facts);
      await dropTakenBack(tx, replaced.filter((id) => !stands.has(id))); // prettier-ignore
      await saveSayings(tx, replaced, effective);
      await saveDone(tx, facts, policies);
      await noteGoals(tx, facts, policies.goalTypes);
    });
    this.#policies = policies;
  }

  async between({ position }: { readonly position: string }, held: () => Promise<void>): Promise<void> {
    if (this.#seen && position >= this.#seen.position) {
      await this.#act(this.#seen.at, position, held);
      this.#seen = undefined;
    }
    if (this.#seen) return;
    const at = this.parts.now().toISOString();
    const head = await this.parts.store.head();
    this.#seen = { at, position: head.eventId === null ? '' : head.position };
  }

  async #act(now: string, position: string, held: () => Promise<void>): Promise<void> {
    const { pool, log, zone } = this.parts;
    const policies = (this.#policies ??= await PoliciesInForce.read(pool));
    const { rows } = await pool.query<PendingAction>(DUE, [now]);
    if (rows.length > 0) {
      await held();
      const cases = await this.#cases(rows, position, policies);
      await this.#gateway.settle(cases, judgeActions(cases, now, zone), now, policies);
      log('info', 'actions of policies decided', { actions: cases.length });
    }
    if (!policies.isEmpty) await this.#gateway.sayGoals(pool);
    await this.#gateway.closeTasksOfErased(pool, now);
  }

  /** The actions with whom they are about; those wait for which views have not come far enough yet. */
  async #cases(rows: readonly PendingAction[], position: string, policies: PoliciesInForce): Promise<readonly Case[]> {
    const { pool, db } = this.parts;
    const people = await peopleOf(pool, rows.map(({ handle }) => handle)); // prettier-ignore
    const cases = rows.flatMap((pending): Case[] => {
      const version = policies.of(pending.policy, pending.version);
      const person = people.get(pending.handle);
      return version && person ? [{ pending, version, person, decided: undefined }] : [];
    });
    const asking = cases.filter(({ version }) => version.compiled.policy.who !== undefined);
    if (asking.length === 0) return cases;
    const asked = [...new Map(asking.map(({ person }) => [person.customer, person])).values()];
    const decided = await decidedAbout(pool, db, asked, position);
    return cases.flatMap((one) => {
      if (!one.version.compiled.policy.who) return [one];
      return decided ? [{ ...one, decided: decided.get(one.person.customer) }] : [];
    });
  }
}

/** Brings the tables of the policies up to date; true when some were gone and are made again. */
export const migratePolicies = (pool: Pool): Promise<boolean> => migrateDerived(pool, 'policies', POLICIES_STEPS);

/** The follower of policies, as one of the projector's; its tables are made here. */
export const policiesSpec = async (parts: PolicyParts): Promise<OwnFollowerSpec> => {
  await migratePolicies(parts.pool);
  return { ...{ name: 'policies', version: 1 }, open: async () => new PoliciesFollower(parts) };
};
