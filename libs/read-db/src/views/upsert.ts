import { bulk } from '../bulk';
import { prepared } from '../prepared';

/** A column of a projection's table and the field of the row that it holds. */
export interface Column {
  readonly property: string;
  readonly name: string;
  readonly type: string;
}

/** A statement that inserts the rows or replaces those with the same key. */
export interface Upsert {
  readonly name: string;
  readonly text: string;
  readonly values: string[];
}

type Row = Readonly<Record<string, unknown>>;

/** Derives the upsert of a table from its columns. */
export const upsertOf = (
  table: string,
  primary: string,
  columns: readonly Column[],
): ((rows: readonly Row[]) => Upsert) => {
  const { source, values } = bulk(columns);
  const names = columns.map(({ name }) => `"${name}"`);
  const replaced = names.filter((name) => name !== `"${primary}"`).map((name) => `${name} = excluded.${name}`);
  const statement = prepared(`insert into ${table} (${names.join(', ')}) select * from ${source} r
    on conflict ("${primary}") do update set ${replaced.join(', ')}`);
  const fields = columns.map(({ property }) => property);
  return (rows) => ({
    ...statement,
    values: values(rows.map((row) => fields.map((field) => row[field]))),
  });
};
