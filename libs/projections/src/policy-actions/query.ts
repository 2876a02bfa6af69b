import type { EntityManager } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import type { Keyed } from '../row-table';
import { READ_SCHEMA } from '../row-table';
import type { PolicyAction } from './fold';
import { policyActionsTable } from './table';

/** How much a policy did, by kind of action and why. */
export interface ActionCount {
  readonly version: number;
  readonly kind: string;
  readonly status: PolicyAction['status'];
  readonly why: string | null;
  readonly count: number;
}

/** What a policy did and did not, by version. */
export const actionCounts = async (db: EntityManager, policy: string): Promise<readonly ActionCount[]> => {
  const { tablePath } = db.connection.getMetadata(policyActionsTable);
  return db.query<ActionCount[]>(
    `select version, kind, status, why, count(*)::int as count from ${tablePath} where policy = $1
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [policy],
  );
};

/** How many people of a group there are, and with how many of them what the policy is for happened. */
export interface GroupCount {
  readonly group: 'treated' | 'holdout';
  readonly people: number;
  readonly reached: number;
}

/**
 * The two groups of a policy, people (as identity knows them now) counted once. Somebody whose handles were in both (two customers that
 * were joined since) is in neither.
 */
export const groupCounts = async (db: EntityManager, policy: string): Promise<readonly GroupCount[]> => {
  const { tablePath } = db.connection.getMetadata(policyActionsTable);
  return db.query<GroupCount[]>(
    `with own as (
       select coalesce(m.customer, a.customer) as customer,
         bool_or(a.status = 'ordered') as treated, bool_or(a.why = 'holdout' and a.status = 'held') as held,
         bool_or(a.status = 'goal') as reached
       from ${tablePath} a
       left join ${READ_SCHEMA}.identity_membership m on m.handle = a.customer and m.to_position is null
       where a.policy = $1 and (a.status <> 'held' or a.why = 'holdout') group by 1)
     select g as group, count(o.customer)::int as people, (count(*) filter (where o.reached))::int as reached
     from unnest(array['treated', 'holdout']) g
     left join own o on o.treated <> o.held and o.treated = (g = 'treated') group by 1 order by 1 desc`,
    [policy],
  );
};

const ROWS_MAX = 500;

/** Which actions. */
export interface ActionFilter {
  readonly policy?: string;
  /** Of these handles. */
  readonly customers?: readonly string[];
  readonly status?: string;
  readonly why?: string;
  readonly cursor?: string | null;
  readonly limit?: number;
}

/** What policies did and did not, newest first. @throws BadCursor */
export const listActions = async (
  db: EntityManager,
  { policy, customers, status, why, cursor = null, limit }: ActionFilter,
): Promise<Page<Keyed<PolicyAction>>> => {
  const size = within(limit, 50, ROWS_MAX);
  const query = db.createQueryBuilder(policyActionsTable, 'a');
  if (policy !== undefined) query.andWhere('a.policy = :policy', { policy });
  if (customers !== undefined) query.andWhere('a.customer = any(:customers::uuid[])', { customers: [...customers] });
  if (status !== undefined) query.andWhere('a.status = :status', { status });
  if (why !== undefined) query.andWhere('a.why = :why', { why });
  if (cursor !== null)
    query.andWhere('a.position < :after', { after: readCursor('policy-actions', cursor).value ?? '' });
  const rows = await query.orderBy('a.position', 'DESC').limit(size + 1).getMany(); // prettier-ignore
  return pageOf(rows, size, ({ position, key }) => cursorAfter('policy-actions', position, key));
};
