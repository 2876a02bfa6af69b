import type { Client } from '../client';
import { written } from './money';
import { type Counted, standingAt } from './runs';
import type { Standings } from './standings';

const read = async (analyst: Client, path: string): Promise<any> => {
  const { status, body } = await analyst.get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
};
/** All rows of a list. */
export const rowsOf = async (analyst: Client, path: string, name: string): Promise<any[]> => {
  const all: any[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const body: any = await read(analyst, `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${cursor}`}`); // prettier-ignore
    all.push(...body[name]);
    cursor = body.next;
  }
  return all;
};

/** Where two lists of who is where differ. */
const differing = (where: object, plain: ReadonlyMap<string, unknown>, told: ReadonlyMap<string, unknown>): readonly unknown[] =>
  [...new Set([...plain.keys(), ...told.keys()])].flatMap((customer) => {
    const [want, got] = [JSON.stringify(plain.get(customer)), JSON.stringify(told.get(customer))];
    return want === got ? [] : [{ ...where, customer, plain: want ?? null, told: got ?? null }];
  }); // prettier-ignore

const placesOf = (standings: Standings, kind: string): ReadonlyMap<string, unknown> =>
  new Map([...standings].map(([customer, { tier, since }]) => [customer, kind === 'segment' ? { tier: 'in', since } : kind === 'cadence' ? { tier } : { tier, since }])); // prettier-ignore

/** What lists of a rule say of its newest closed day, and of who moved since another one, against the count. */
export const listFaults = async (analyst: Client, runs: readonly Counted[], pick: <T>(from: readonly T[]) => T): Promise<readonly unknown[]> => {
  const { rule, kind } = runs[0]!;
  const dates = [...new Set(runs.map(({ date }) => date))].sort();
  const date = dates.at(-1)!;
  const now = standingAt(runs, (day) => day <= date);
  const where = { rule, date };
  const [path, name] = ({ cadence: ['signals', 'signals'], segment: ['segments', 'customers'] } as any)[kind] ?? ['tiers', 'customers']; // prettier-ignore
  const rows = await rowsOf(analyst, `/v1/${path}?rule=${rule}`, name);
  const told = new Map(rows.map((row) => [row.customerId, kind === 'segment' ? { tier: 'in', since: row.since } : kind === 'cadence' ? { tier: row.level } : { tier: row.tier, since: row.since }])); // prettier-ignore
  const faults = [...differing({ ...where, list: path }, placesOf(now, kind), told)];
  if (kind === 'pyramid') faults.push(...nextFaults(where, runs.findLast((one) => one.date === date)!, rows));
  if (kind === 'cadence' || dates.length < 2) return faults;
  const since = pick(dates.slice(0, -1));
  const then = standingAt(runs, (day) => day <= since);
  const moved = await rowsOf(analyst, `/v1/${path}?rule=${rule}&movers=true&since=${since}`, 'movers');
  const tierOf = (standings: Standings, customer: string) => (standings.has(customer) ? (kind === 'segment' ? rule : standings.get(customer)!.tier) : null); // prettier-ignore
  const movers = [...new Set([...then.keys(), ...now.keys()])].map((customer) => [customer, { from: tierOf(then, customer), to: tierOf(now, customer) }] as const); // prettier-ignore
  const others = new Map(movers.filter(([, { from, to }]) => from !== to));
  return [...faults, ...differing({ ...where, since }, others, new Map(moved.map(({ customerId, from, to }) => [customerId, { from, to }])))]; // prettier-ignore
}; // prettier-ignore

/** What is missing to the tier above, of those about whom the newest run decided. */
const nextFaults = (where: object, { run, now }: Counted, rows: readonly any[]): readonly unknown[] =>
  rows.flatMap((row) => {
    const own = now.get(row.customerId)?.place;
    if (row.run !== run || !own || own.rank === null) return [];
    const wrong =
      row.value !== written(own.value!) ||
      row.rank !== own.rank ||
      row.share !== Math.round((own.rank / row.population) * 1e6) / 1e6;
    return wrong ? [{ ...where, row, plain: own }] : [];
  });
