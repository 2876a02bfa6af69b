import type { Fact, FactOf } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { jsonText } from '@rapport/read-db';
import type { Person } from './people';
import type { ActingPolicy, PolicyCase } from '@rapport/decisions';
import { compilePolicy, type CompiledPolicy } from '@rapport/definitions';

/** A version of a policy, as it acts. */
export interface PolicyVersion extends ActingPolicy {
  readonly name: string;
  readonly version: number;
  readonly compiled: CompiledPolicy;
}

/** An action of one about to be decided. */
export type Case = PolicyCase<PolicyVersion> & { readonly person: Person };

interface PolicyRow {
  readonly name: string;
  readonly version: number;
  readonly definition: unknown;
  readonly holdoutKey: string;
  readonly stopped: boolean;
}

/** It was compiled once before it was published. @throws when it no longer holds together: a release has taken something away */
const versionOf = ({ name, version, definition, holdoutKey, stopped }: PolicyRow): PolicyVersion => {
  const compilation = compilePolicy(definition);
  if (!compilation.ok) {
    const faults = compilation.faults.map(({ at, message }) => `${at}: ${message}`).join('; ');
    throw new Error(`policy ${name}@${version} is no policy any more: ${faults}`);
  }
  return { name, version, holdoutKey, isStopped: stopped, compiled: compilation.compiled };
};

const ALL = `
  select name, version, definition, holdout_key as "holdoutKey", stopped from rapport_policies.policy order by name, version`;
const SAVE = `
  insert into rapport_policies.policy (name, version, definition, holdout_key) values ($1, $2, $3, $4) on conflict do nothing`;
const STOP = 'update rapport_policies.policy set stopped = true where name = $1 and version <= $2';

/** All versions of all policies up to a place in the log; the newest of each acts on what comes, older ones end what they began. */
export class PoliciesInForce {
  private constructor(private readonly versions: ReadonlyMap<string, readonly PolicyVersion[]>) {}

  static async read(sql: Sql): Promise<PoliciesInForce> {
    const { rows } = await sql.query<PolicyRow>(ALL);
    const versions = new Map<string, PolicyVersion[]>();
    for (const row of rows) versions.set(row.name, [...(versions.get(row.name) ?? []), versionOf(row)]);
    return new PoliciesInForce(versions);
  }

  /** The same after a fact; itself when the fact says nothing of policies. */
  after(fact: Fact): PoliciesInForce {
    if (fact.type === 'PolicyPublished') {
      const { policy: name, ...rest } = (fact as FactOf<'PolicyPublished'>).data;
      const next = versionOf({ name, stopped: false, ...rest });
      return this.with(name, [...(this.versions.get(name) ?? []), next]);
    }
    if (fact.type === 'PolicyStopped') {
      const { policy: name } = (fact as FactOf<'PolicyStopped'>).data;
      return this.with(
        name,
        (this.versions.get(name) ?? []).map((one) => ({ ...one, isStopped: true })),
      );
    }
    return this;
  }

  private with(name: string, versions: readonly PolicyVersion[]): PoliciesInForce {
    return new PoliciesInForce(new Map([...this.versions, [name, versions]]));
  }

  of(name: string, version: number): PolicyVersion | undefined {
    return this.versions.get(name)?.find((one) => one.version === version);
  }

  /** Those that act on a fact, each by its newest version. */
  triggeredBy(fact: Fact): readonly PolicyVersion[] {
    const newest = [...this.versions.values()].map((all) => all.at(-1)!);
    return newest.filter(({ isStopped, compiled }) => !isStopped && compiled.triggers(fact));
  }

  /** What any version hopes for. */
  get goalTypes(): ReadonlySet<string> {
    const all = [...this.versions.values()].flat();
    return new Set(all.flatMap(({ compiled }) => compiled.policy.goal?.types ?? []));
  }

  get isEmpty(): boolean {
    return this.versions.size === 0;
  }
}

/** Remembers what a batch says of policies, in its transaction. */
export const savePolicies = async (sql: Sql, facts: readonly Fact[]): Promise<void> => {
  for (const fact of facts) {
    if (fact.type === 'PolicyPublished') {
      const { policy, version, definition, holdoutKey } = (fact as FactOf<'PolicyPublished'>).data;
      await sql.query(SAVE, [policy, version, jsonText(definition), holdoutKey]);
    } else if (fact.type === 'PolicyStopped') {
      const { policy, version } = (fact as FactOf<'PolicyStopped'>).data;
      await sql.query(STOP, [policy, version]);
    }
  }
};
