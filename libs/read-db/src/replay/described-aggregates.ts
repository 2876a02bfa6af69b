import type { Compiled, CustomerGroups, Group, PlaceRow } from '@rapport/definitions';
import type { Sql } from '@rapport/postgres';
import { pathOf } from './spare-table';
import type { TableAggregates } from './table-aggregates';
import { Tally } from './tally';

const PAGE = 2_000;

/** Rows of a described projection with their keys, a page at a time. */
const pages = async function* (sql: Sql, table: string, slices: readonly number[]) {
  for (let last: string | null = null; ;) {
    const found: { rows: ({ readonly key: string } & object)[] } = await sql.query(
      `select * from ${pathOf(table)} where ($1::uuid is null or key > $1) and get_byte(uuid_send(key), 0) = any($2::int[])
       order by key limit ${PAGE}`,
      [last, slices],
    );
    yield found.rows;
    if (found.rows.length < PAGE) return;
    last = found.rows.at(-1)!.key;
  }
};

/** Aggregates of every figure of a described projection, over the rows that readers get. */
export const describedAggregates = async (
  sql: Sql,
  table: string,
  { scope, customer, grouping }: Compiled,
  slices: readonly number[],
  step: () => Promise<void>,
): Promise<TableAggregates> => {
  const tally = new Tally();
  const merged = new Map<string, Group>();
  const shown = (place: string, group: Group): void => {
    if (group[0] > 0) tally.add(grouping.show(place, group), grouping.measures);
  };
  for await (const rows of pages(sql, table, slices)) {
    for (const row of rows) {
      if (scope === 'entry') {
        const { place, state } = row as unknown as PlaceRow;
        shown(place, state);
        continue;
      }
      for (const [place, group] of Object.entries((row as unknown as CustomerGroups).groups)) {
        if (customer !== null) shown(place, group);
        else merged.set(place, merged.has(place) ? grouping.merge(merged.get(place)!, group, true) : group);
      }
    }
    await step();
  }
  for (const [place, group] of merged) shown(place, group);
  return { rows: tally.rows, all: tally.all };
};
