import { NOBODY } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import type { Close } from './close';

/** What a decision says about a customer from a close on; null = nothing any more. */
export type Said = Readonly<Record<string, unknown>> | null;

/** A standing as it was decided, and how many closes of its kind came after the decision. */
export interface Standing {
  readonly said: NonNullable<Said>;
  readonly closesSince: number;
}

/** Rows of a question. */
const PAGE = 20_000;

/** Of one kind of close: those of the past have a count of their own. */
const CLOSES = `
  select date::text, behind from rapport_rules.close where zone = $1 and date <= $2 group by date, behind order by date`;
/** By customer, so that each page begins where the one before ended. */
const AS_OF = (from: '>=' | '>'): string => `
  select customer::text, decided::text, behind, said from rapport_rules.standing
  where rule = $1 and customer ${from} $2 and from_date <= $3 and (to_date is null or to_date > $3)
  order by customer limit ${PAGE}`;

interface Row {
  readonly customer: string;
  readonly decided: string;
  readonly behind: boolean;
  readonly said: NonNullable<Said>;
}

/** How everybody stood after the close of `date`, one by one: no more than a page of rows is there at once. */
export const standingsAsOf = async function* (
  sql: Sql,
  rule: string,
  zone: string,
  date: string,
): AsyncGenerator<readonly [customer: string, Standing], void, undefined> {
  const closes = (await sql.query<Pick<Row, 'behind'> & { readonly date: string }>(CLOSES, [zone, date])).rows;
  const since = remembered((decided: string, behind: boolean) =>
    closes.reduce((count, close) => count + (close.behind === behind && close.date > decided ? 1 : 0), 0),
  );
  // Nobody stands for what a rule has learned, and comes first.
  for (
    let [from, after, isLast]: [string, string, boolean] = [AS_OF('>='), NOBODY, false];
    !isLast;
    from = AS_OF('>')
  ) {
    const { rows } = await sql.query<Row>(from, [rule, after, date]);
    for (const { customer, decided, behind, said } of rows) yield [customer, { said, closesSince: since(decided, behind) }]; // prettier-ignore
    after = rows.at(-1)?.customer ?? after;
    isLast = rows.length < PAGE;
  }
};

const remembered = (of: (decided: string, behind: boolean) => number) => {
  const known = new Map<string, number>();
  return (decided: string, behind: boolean): number => {
    const key = `${decided} ${behind}`;
    const found = known.get(key) ?? of(decided, behind);
    known.set(key, found);
    return found;
  };
};

/**
 * A day that is decided again, up to the next closed day: whoever it says nothing about stands as they stood before it, whatever was decided
 * the first time. What that comes to later was said by later days, and begins again with the next of them.
 */
const TAKE_BACK = [
  `delete from rapport_rules.standing
   where rule collate "C" = $1 and from_date = $2 and to_date is not distinct from $3::date`,
  `update rapport_rules.standing set from_date = $3::date where rule collate "C" = $1 and from_date = $2`,
  `update rapport_rules.standing set to_date = $3::date where rule collate "C" = $1 and to_date = $2`,
];
/** A day between closed days says nothing about the later ones: what they say begins again after it. */
const AFTERWARDS = `
  insert into rapport_rules.standing (rule, customer, from_date, to_date, decided, behind, said)
  select rule, customer, $3::date, to_date, decided, behind, said from rapport_rules.standing
  where rule = $1 and customer = any(string_to_array($4, e'\\n')::uuid[]) and from_date < $2 and (to_date is null or to_date > $3::date)`;
const END = `
  update rapport_rules.standing set to_date = $2
  where rule = $1 and customer = any(string_to_array($3, e'\\n')::uuid[]) and from_date < $2 and (to_date is null or to_date > $2)`;
const BEGIN = `
  insert into rapport_rules.standing (rule, customer, from_date, to_date, decided, behind, said)
  select $1, r.customer, $2, $3, $2, $4, r.said
  from unnest(string_to_array($5, e'\\n')::uuid[], string_to_array($6, e'\\n')::jsonb[]) as r(customer, said)`;

/** Before what a run decided is written: a day that is decided again takes back what it said before. In the transaction that ends the close. */
export const beginStandings = async (
  sql: Sql,
  rule: string,
  { date, nextDate, restatement }: Pick<Close, 'date' | 'nextDate' | 'restatement'>,
): Promise<void> => {
  if (restatement > 0) for (const step of TAKE_BACK) await sql.query(step, [rule, date, nextDate]);
};

/** Writes a part of what a run decided, each customer once in all of them; no more than `STANDINGS_AT_ONCE`. */
export const addStandings = async (
  sql: Sql,
  rule: string,
  { date, nextDate, behind }: Pick<Close, 'date' | 'nextDate' | 'behind'>,
  part: readonly (readonly [customer: string, said: Said])[],
): Promise<void> => {
  // Texts with a line for each, none of which has another: an array would have each of them looked through for quotes.
  const customers = part.map(([customer]) => customer).join('\n');
  if (nextDate !== null) await sql.query(AFTERWARDS, [rule, date, nextDate, customers]);
  await sql.query(END, [rule, date, customers]);
  const begun = part.filter(([, said]) => said !== null);
  const [who, saids] = [begun.map(([customer]) => customer), begun.map(([, said]) => JSON.stringify(said))];
  await sql.query(BEGIN, [rule, date, nextDate, behind, who.join('\n'), saids.join('\n')]);
};

/** Writes what a run decided; in the transaction that ends the close. */
export const saveStandings = async (
  sql: Sql,
  rule: string,
  close: Close,
  changes: ReadonlyMap<string, Said>,
): Promise<void> => {
  await beginStandings(sql, rule, close);
  for (const part of inParts(changes)) await addStandings(sql, rule, close, part);
};

/** As many as a statement takes without filling the memory of either side. */
export const STANDINGS_AT_ONCE = 20_000;
const inParts = function* <Entry>(entries: Iterable<Entry>): Generator<readonly Entry[]> {
  let part: Entry[] = [];
  for (const entry of entries) {
    if (part.push(entry) < STANDINGS_AT_ONCE) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
};
