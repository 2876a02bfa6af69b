import type { Sql } from '@rapport/postgres';
import type { Close } from './close';

/** What a decision says about a customer from a close on; null = nothing any more. */
export type Said = Readonly<Record<string, unknown>> | null;

/** A standing as it was decided, and how many closes of its kind came after the decision. */
export interface Standing {
  readonly said: NonNullable<Said>;
  readonly closesSince: number;
}

const AS_OF = `
  select s.customer::text, s.said, (
    select count(distinct c.date) from rapport_rules.close c
    where c.zone = $3 and c.date > s.decided and c.date <= $2 and c.behind = s.behind)::int as "closesSince"
  from rapport_rules.standing s
  where s.rule = $1 and s.from_date <= $2 and (s.to_date is null or s.to_date > $2)`;

/** How everybody stood after the close of `date`. */
export const standingsAsOf = async (sql: Sql, rule: string, zone: string, date: string) => {
  const { rows } = await sql.query<{ customer: string } & Standing>(AS_OF, [rule, date, zone]);
  return new Map(rows.map(({ customer, ...standing }): [string, Standing] => [customer, standing]));
};

/**
 * A day that is decided again, up to the next closed day: whoever it says nothing about stands as they stood before it, whatever was decided
 * the first time. What that comes to later was said by later days, and begins again with the next of them.
 */
const TAKE_BACK = [
  `delete from rapport_rules.standing
   where rule = $1 and from_date = $2 and to_date is not distinct from $3::date`,
  `update rapport_rules.standing set from_date = $3::date where rule = $1 and from_date = $2`,
  `update rapport_rules.standing set to_date = $3::date where rule = $1 and to_date = $2`,
];
/** A day between closed days says nothing about the later ones: what they say begins again after it. */
const AFTERWARDS = `
  insert into rapport_rules.standing (rule, customer, from_date, to_date, decided, behind, said)
  select rule, customer, $3::date, to_date, decided, behind, said from rapport_rules.standing
  where rule = $1 and customer = any($4::uuid[]) and from_date < $2 and (to_date is null or to_date > $3::date)`;
const END = `
  update rapport_rules.standing set to_date = $2
  where rule = $1 and customer = any($3::uuid[]) and from_date < $2 and (to_date is null or to_date > $2)`;
const BEGIN = `
  insert into rapport_rules.standing (rule, customer, from_date, to_date, decided, behind, said)
  select $1, r.customer, $2, $3, $2, $4, r.said
  from unnest($5::uuid[], $6::text[]::jsonb[]) as r(customer, said)`;

/** Writes what a run decided; in the transaction that ends the close. */
export const saveStandings = async (
  sql: Sql,
  rule: string,
  { date, nextDate, restatement, behind }: Close,
  changes: ReadonlyMap<string, Said>,
): Promise<void> => {
  if (restatement > 0) for (const step of TAKE_BACK) await sql.query(step, [rule, date, nextDate]);
  for (const part of inParts(changes)) {
    const customers = part.map(([customer]) => customer);
    if (nextDate !== null) await sql.query(AFTERWARDS, [rule, date, nextDate, customers]);
    await sql.query(END, [rule, date, customers]);
    const begun = part.filter(([, said]) => said !== null);
    const saids = begun.map(([, said]) => JSON.stringify(said));
    await sql.query(BEGIN, [rule, date, nextDate, behind, begun.map(([customer]) => customer), saids]);
  }
};

/** As many as a statement takes without filling the memory of either side. */
const PART = 20_000;
const inParts = function* <Entry>(entries: Iterable<Entry>): Generator<readonly Entry[]> {
  let part: Entry[] = [];
  for (const entry of entries) {
    if (part.push(entry) < PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
};
