import type { EntityManager } from 'typeorm';
import type { RuleVersion } from './fold';
import { rulesTable } from './table';

/** Every version of every rule, by name of the rule, newest version first. */
export const ruleVersions = (db: EntityManager): Promise<readonly RuleVersion[]> =>
  db
    .createQueryBuilder(rulesTable, 'r')
    .orderBy('r.rule')
    .addOrderBy('r.version', 'DESC')
    .addOrderBy('r.position', 'DESC')
    .getMany();
