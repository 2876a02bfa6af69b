import type { EntityManager } from 'typeorm';
import type { Keyed } from '../row-table';
import type { PolicyVersion } from './fold';
import { policyVersionsTable } from './table';

/** Every version of every policy, or of one, by name, newest first. */
export const allPolicyVersions = (db: EntityManager, policy?: string): Promise<readonly Keyed<PolicyVersion>[]> => {
  const query = db.createQueryBuilder(policyVersionsTable, 'p').orderBy('p.policy').addOrderBy('p.version', 'DESC');
  return (policy === undefined ? query : query.where('p.policy = :policy', { policy })).getMany();
};
