import type { PoolClient } from 'pg';
import { NOBODY } from '@rapport/events';
import { bulk } from '../bulk';
import { fromMicros } from '../rules/money';
import { apart, placeAt, type Stay } from './apart';
import type { Counterfactual, Draft } from './counterfactual';
import { SCRATCH } from './scratch';
import { Tally } from './tally';
import type { WhatIfResult } from './what-if';
import { saidField, worthBy, type Worth } from './worth';

type Held = Stay & { readonly decided: string };
interface Person {
  readonly customer: string;
  readonly was: readonly Held[];
  readonly would: readonly Held[];
  /** Day of the newest decision of the draft, and what it says is at stake. */
  readonly date: string | null;
  readonly said: string | null;
  /** What the newest decision that was taken in truth says is at stake; null where none says so. */
  readonly atStake: string | null;
}

const stays = (table: string, isLive: boolean): string => `
  select customer, ${isLive} as live, json_build_object('from', from_date, 'until', to_date, 'decided', decided,
    'place', coalesce(said ->> 'tier', said ->> 'level')) as stay from ${SCRATCH}.${table}
  where customer <> '${NOBODY}'`;
const PEOPLE = `
  declare people no scroll cursor for
  select p.customer::text, p.was, p.would, d.date::text, d.data ->> '@field' as said, k.amount as "atStake"
  from (select customer, coalesce(json_agg(stay) filter (where live), '[]') as was,
      coalesce(json_agg(stay) filter (where not live), '[]') as would
    from (${stays('live_standing', true)} union all ${stays('standing', false)}) s group by customer) p
  left join ${SCRATCH}.decided d on d.customer = p.customer
  left join ${SCRATCH}.at_stake k on k.customer = p.customer`;
const FETCH = 'fetch 2000 from people';

const MOVERS = bulk([
  ...['customer uuid', 'from_place text', 'to_place text', 'first_day date', 'since date', 'value numeric', 'decided date'].map(
    (column) => ({ name: column.split(' ')[0]!, type: column.split(' ')[1]! }),
  ),
]); // prettier-ignore
const SAVE = `
  insert into rapport_read.what_if_mover (what_if, customer, from_place, to_place, first_day, since, value, decision)
  select $9::uuid, r.customer, r.from_place, r.to_place, r.first_day, r.since, r.value, d.data
  from ${MOVERS.source} r left join ${SCRATCH}.decided d on d.customer = r.customer and d.date = r.decided`;

/**
 * Compares how everybody would stand with how everybody stands, both at the same position of the log, and writes down who moves. In the
 * caller's transaction; `look` is called now and then.
 */
export const conclude = async (
  client: PoolClient,
  id: string,
  { draft, story, worth }: { readonly draft: Draft; readonly story: Counterfactual; readonly worth: Worth | null },
  look: () => Promise<void>,
): Promise<WhatIfResult> => {
  const tally = new Tally();
  const day = story.newest?.date ?? null;
  await client.query('delete from rapport_read.what_if_mover where what_if = $1', [id]);
  await client.query(PEOPLE.replace('@field', saidField(draft.kind) ?? ''));
  while (day !== null && worth !== null) {
    const { rows } = await client.query<Person>(FETCH);
    if (rows.length === 0) break;
    const judged = rows.map((person) => moverOf(person, { day, worth, tally }));
    const movers = judged.filter((row) => row !== null);
    if (movers.length > 0) await client.query(SAVE, [...MOVERS.values(movers), id]);
    await look();
  }
  const { closes, decisions, last } = story.decided;
  const { flows, movers, amount } = tally.flows();
  const value = worth && { amount, currency: worth.currency, basis: worth.basis };
  const found = { date: day, closes, decisions, lastClose: last };
  return { ...found, places: tally.places, movers, meanwhile: tally.meanwhile, flows, value };
};

interface Judging {
  readonly day: string;
  readonly worth: Worth;
  readonly tally: Tally;
}

/** The row of somebody who moves; null for who does not. */
const moverOf = (
  { customer, was, would, date, said, atStake }: Person,
  { day, worth, tally }: Judging,
): readonly unknown[] | null => {
  tally.place('live', placeAt(was, day));
  tally.place('draft', placeAt(would, day));
  const moved = apart(was, would);
  if (moved === null) return null;
  const { from, to, firstDay, since } = moved;
  if (since === null) tally.meanwhile++;
  if (since === null) return null;
  const held = would.find(({ from: begin, until }) => begin <= day && (until === null || until > day));
  // A decision that a closing of the day anew has taken back explains nothing.
  const decided = !held || held.decided === date ? date : null;
  const value = worth.of(customer, held ? said : atStake);
  tally.move(moved, value);
  return [customer, from, to, firstDay, since, fromMicros(value), decided];
};

/** How movers are valued: by what is known at a position of the log. Null when no day was closed. */
export const worthAt = async (story: Counterfactual, position: string): Promise<Worth | null> => {
  const input = await story.inputNow(position);
  return input && worthBy(input);
};
