import type { Sql } from '@rapport/postgres';

// Rows of views hold what events say, too: what looks like a position there is a fact and stays as it was recorded.
const COLUMNS = `
  select format('%I.%I', c.table_schema, c.table_name) as path, c.column_name as column, c.data_type as type
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema in ('rapport_read', 'rapport_rules') and t.table_type = 'BASE TABLE'
    and not (c.table_schema = 'rapport_read' and c.table_name in ('lease', 'resumed'))
    and c.data_type in ('text', 'json', 'jsonb')
    and (c.table_name !~ '_v[0-9]+(_|$)' or c.column_name ~ '^((.*_)?position|folded_to)$') order by 1, 2`;

interface Column {
  readonly path: string;
  readonly column: string;
  readonly type: 'text' | 'json' | 'jsonb';
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** All columns of a table in one pass over it: rows without a position of another epoch are not touched. */
const statementOf = (path: string, columns: readonly Column[], epoch: string): string => {
  const changes = columns.map(({ column, type }) => {
    const name = quoted(column);
    const isOld =
      type === 'text'
        ? `${name} ~ '^[0-9a-f]{8}-[0-9]{19}$' and left(${name}, 8) <> '${epoch}'`
        : `${name}::text ~ '"(?!${epoch})[0-9a-f]{8}-[0-9]{19}"'`;
    const moved =
      type === 'text'
        ? `'${epoch}' || substr(${name}, 9)`
        : `regexp_replace(${name}::text, '"[0-9a-f]{8}-([0-9]{19})"', '"${epoch}-\\1"', 'g')::${type}`;
    return { isOld, set: `${name} = case when ${isOld} then ${moved} else ${name} end` };
  });
  const sets = changes.map(({ set }) => set).join(', ');
  return `update ${path} set ${sets} where ${changes.map(({ isOld }) => `(${isOld})`).join(' or ')}`;
};

/**
 * Moves every position that followers have written down to another epoch, not those that events tell of; ordinals stay. Right only where what they stand
 * for is in the log of that epoch at these very ordinals.
 * @returns how many rows were changed.
 */
export const relabel = async (sql: Sql, epoch: string): Promise<number> => {
  if (!/^[0-9a-f]{8}$/.test(epoch)) throw new RangeError(`not an epoch: ${epoch}`);
  const { rows } = await sql.query<Column>(COLUMNS);
  let changed = 0;
  for (const path of new Set(rows.map((row) => row.path))) {
    const own = rows.filter((row) => row.path === path);
    changed += (await sql.query(statementOf(path, own, epoch))).rowCount ?? 0;
  }
  return changed;
};
