import type { Fact, FactOf, RuleKindName } from '@rapport/events';
import type { Sql } from '@rapport/postgres';

/** A version of a rule as it was published. */
export interface RuleVersion {
  readonly rule: string;
  readonly version: number;
  readonly kind: RuleKindName;
  readonly params: Readonly<Record<string, unknown>>;
}

const SAVE = `
  insert into rapport_rules.rule_version (rule, version, kind, params, effective_from, position)
  values ($1, $2, $3, $4, $5, $6) on conflict do nothing`;
const IN_FORCE = `
  select distinct on (rule) rule, version, kind, params from rapport_rules.rule_version
  where effective_from <= $1 order by rule, version desc`;

/** Remembers a published version. */
export const saveRuleVersion = async (sql: Sql, fact: Fact): Promise<void> => {
  const { rule, version, kind, params, effectiveFrom } = (fact as FactOf<'RuleVersionPublished'>).data;
  await sql.query(SAVE, [rule, version, kind, JSON.stringify(params), effectiveFrom, fact.position]);
};

/** The newest version of each rule that holds for a day, by name of the rule. */
export const rulesInForce = async (sql: Sql, date: string): Promise<readonly RuleVersion[]> =>
  (await sql.query<RuleVersion>(IN_FORCE, [date])).rows;
