import type { Sql } from '@rapport/postgres';
import { bulk } from '../bulk';
import type { KeptRow } from '../views/kept-row';
import type { Column } from '../views/upsert';
import type { AuditedTable } from './tables';

/** A row that is not as the log says: which and in which fields, never with values. */
export interface RowDifference {
  readonly key: string;
  /** 'live': it must not be there. 'rebuilt': it is missing. */
  readonly in: 'both' | 'live' | 'rebuilt';
  readonly fields: readonly string[];
  /** The owner that the live row names, where the table says so. */
  readonly owner: string | null;
}

/** What is compared: the rows that must be, and the keys and owners whose live rows are looked for. */
export interface Wanted {
  readonly rows: readonly KeptRow[];
  readonly keys: readonly string[];
  readonly owners: readonly string[];
}

/** JSON by meaning: the same members in another order are the same. */
const normal = (side: string, { name, type }: Column): string =>
  type === 'json' ? `${side}."${name}"::jsonb` : `${side}."${name}"`;

/**
 * Lays rows as they must be beside the live ones, in the database and in its types: what the runner would have written is
 * compared with what stands there. The column that the runner keeps for itself is left out.
 */
export const rowDifferences = async (
  sql: Sql,
  { about, owner, path: table }: AuditedTable,
  { rows, keys, owners }: Wanted,
): Promise<readonly RowDifference[]> => {
  const key = about.columns.find(({ name }) => name === about.key)!;
  const fields = about.columns.filter((column) => column !== key);
  const { source, values } = bulk([key, ...fields]);
  const cells = values(rows.map((one) => [one.key, ...fields.map(({ property }) => one.row[property])]));
  const [atKeys, atOwners] = [cells.length + 1, cells.length + 2];
  const names = about.columns.map(({ name }) => `"${name}"`).join(', ');
  const unequal = fields.map(
    (column) =>
      `case when ${normal('e', column)} is distinct from ${normal('l', column)} then '${column.property}' end`,
  );
  const ofOwners = `union select "${about.key}" from ${table} where "${owner}" = any($${atOwners}::uuid[])`;
  const wanted = `select "${about.key}" from ${table} where "${about.key}" = any($${atKeys}::${key.type}[])
    ${owner === undefined ? '' : ofOwners}`;
  const { rows: found } = await sql.query<RowDifference>(
    `select * from (
      select coalesce(e."${about.key}", l."${about.key}")::text as key,
        case when e."${about.key}" is null then 'live' when l."${about.key}" is null then 'rebuilt' else 'both' end as "in",
        case when e."${about.key}" is null or l."${about.key}" is null then '{}'::text[]
          else array_remove(array[${unequal.join(', ')}]::text[], null) end as fields,
        ${owner === undefined ? 'null' : `l."${owner}"::text`} as owner
      from ${source} e
      full join (select ${names} from ${table} where "${about.key}" in (${wanted})) l
        on l."${about.key}" = e."${about.key}") d
    where "in" <> 'both' or cardinality(fields) > 0 order by key`,
    [...cells, keys, ...(owner === undefined ? [] : [owners])],
  );
  return found;
};
