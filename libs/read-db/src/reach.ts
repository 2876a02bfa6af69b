import type { Sql } from '@rapport/postgres';
import { prepared } from './prepared';
import type { Versioned } from './wait-for';

/** How far a projection has come, as of one moment. */
export interface Reach {
  readonly name: string;
  /** Everything at or before it is in the rows; null = it has not begun. */
  readonly position: string | null;
  /** An older version is further, or the log was when it began: it is still being built, and its rows would deny what is known. */
  readonly building: boolean;
}

/** As JSON, for statements that tell it along with something else. $1 names of projections, $2 their versions. */
export const REACH = `(
  select coalesce(json_agg(r), '[]') from (
    select p.name, case when bool_and(c.position is not null) then min(c.position) end as position,
      bool_or(c.owes > c.position or exists (select from rapport_read.checkpoint o where o.projection = p.name
        and o.version < p.version and o.position > coalesce(c.position, ''))) is true as building
    from unnest($1::text[], $2::int[]) as p(name, version)
    left join rapport_read.checkpoint c on c.projection = p.name and c.version = p.version
    group by p.name, p.version) r)`;

/** The first two parameters of a statement with `REACH`. */
export const reachValues = (projections: readonly Versioned[]): readonly [string[], number[]] => [
  projections.map(({ name }) => name),
  projections.map(({ version }) => version),
];

const ASK = prepared(`select ${REACH} as reach`);

/** How far projections have come. */
export const reachOf = async (sql: Sql, projections: readonly Versioned[]): Promise<readonly Reach[]> => {
  const { rows } = await sql.query<{ reach: readonly Reach[] }>({ ...ASK, values: [...reachValues(projections)] });
  return rows[0]!.reach;
};
