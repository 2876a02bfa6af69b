import type { EntityManager } from 'typeorm';
import type { RuleVersion } from './fold';
import { ruleVersionsTable } from './table';

/** Every version of every rule, by name of the rule, newest version first. */
export const allRuleVersions = (db: EntityManager): Promise<readonly RuleVersion[]> =>
  db
    .createQueryBuilder(ruleVersionsTable, 'r')
    .orderBy('r.rule')
    .addOrderBy('r.version', 'DESC')
    .addOrderBy('r.position', 'DESC')
    .getMany();
