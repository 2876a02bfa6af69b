import type { Statement } from '@rapport/postgres';
import { bulk } from '../bulk';
import { prepared } from '../prepared';
import type { KeptRow } from './kept-row';

/** A column of a projection's table and the field of the row that it holds. */
export interface Column {
  readonly property: string;
  readonly name: string;
  readonly type: string;
}

/** Derives from a table's columns the statement that inserts rows or replaces those with the same key. */
export const upsertOf = (
  table: string,
  key: Column,
  fields: readonly Column[],
  foldedTo: string,
): ((rows: readonly KeptRow[]) => Statement) => {
  const { source, values } = bulk([key, ...fields, { name: foldedTo, type: 'text' }]);
  const others = [...fields.map(({ name }) => `"${name}"`), `"${foldedTo}"`];
  const replaced = others.map((name) => `${name} = excluded.${name}`);
  const statement = prepared(`insert into ${table} ("${key.name}", ${others.join(', ')}) select * from ${source} r
    on conflict ("${key.name}") do update set ${replaced.join(', ')}`);
  const properties = fields.map(({ property }) => property);
  const plain = ({ key: value, row, foldedTo: mark }: KeptRow): readonly unknown[] => {
    const cells: unknown[] = [value];
    for (const property of properties) cells.push(row[property]);
    cells.push(mark);
    return cells;
  };
  return (rows) => ({ ...statement, values: values(rows.map(plain)) });
};
