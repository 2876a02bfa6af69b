import type { Fact, FactOf } from '@rapport/events';
import type { Sql } from '@rapport/postgres';

/** A day that ended, as the rules see it. */
export interface Close {
  readonly zone: string;
  readonly date: string;
  readonly endsAt: string;
  /** When it was recorded that it ended: much later, where days were missed. */
  readonly recordedAt: string;
  /** How often this day was closed before. */
  readonly restatement: number;
  /** Exactly what stands before it in the log is known. */
  readonly position: string;
  readonly eventId: string;
  /** Of an imported past, or older than a day that is closed already: nothing acts on it. */
  readonly historical: boolean;
  /** A later day was closed before. */
  readonly behind: boolean;
  /** The closed days next to it. */
  readonly previousDate: string | null;
  readonly nextDate: string | null;
}

const AROUND = `
  select count(*) filter (where date = $2)::int as restatement,
    (max(date) filter (where date < $2))::text as previous, (min(date) filter (where date > $2))::text as next
  from rapport_rules.close where zone = $1`;
const SAVE = `
  insert into rapport_rules.close (zone, date, restatement, position, behind) values ($1, $2, $3, $4, $5)`;

/** True for the event that closes a day of this zone. */
export const isClose = (fact: Fact, zone: string): boolean =>
  fact.type === 'DayEnded' && (fact as FactOf<'DayEnded'>).data.zone === zone;

/** Facts in pieces, each up to where a day of this zone ends; the last one may end without. */
export const cutAtCloses = function* (
  facts: readonly Fact[],
  zone: string,
): Generator<{ readonly before: readonly Fact[]; readonly close?: Fact }, void, undefined> {
  for (let next = 0; next < facts.length;) {
    const end = facts.findIndex((fact, index) => index >= next && isClose(fact, zone));
    if (end < 0) return yield { before: facts.slice(next) };
    yield { before: facts.slice(next, end), close: facts[end]! };
    next = end + 1;
  }
};

/** What the closes before this one make of it. */
export const readClose = async (sql: Sql, fact: Fact): Promise<Close> => {
  const { zone, date, endsAt } = (fact as FactOf<'DayEnded'>).data;
  const { rows } = await sql.query<{ restatement: number; previous: string | null; next: string | null }>(AROUND, [zone, date]); // prettier-ignore
  const { restatement, previous, next } = rows[0]!;
  return {
    ...{ zone, date, endsAt, restatement, recordedAt: fact.recordedAt },
    ...{ position: fact.position, eventId: fact.eventId },
    ...{ previousDate: previous, nextDate: next, behind: next !== null },
    historical: next !== null || fact.meta?.historical === true,
  };
};

/** Remembers the close; in the transaction that ends it. */
export const saveClose = async (sql: Sql, { zone, date, restatement, position, behind }: Close): Promise<void> => {
  await sql.query(SAVE, [zone, date, restatement, position, behind]);
};
