import { endOf } from './days';
import { written } from './money';
import type { Counted } from './runs';
import type { Standing } from './standings';

const SAYS = ['TierAssigned', 'TierEnded', 'ChurnSignalRaised', 'ChurnSignalChanged', 'ChurnSignalCleared', 'SegmentEntered', 'SegmentLeft']; // prettier-ignore
type Fault = Readonly<Record<string, unknown>>;

/** Alike; `near` is a decimal text that may be a cent away. */
const same = (one: any, other: any): boolean => {
  if (typeof one !== 'object' || one === null) return JSON.stringify(one) === JSON.stringify(other);
  if (one.near !== undefined) return Math.abs(Number(one.near) - Number(other)) < 0.0101;
  if (typeof other !== 'object' || other === null) return false;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => same(one[name], other[name]));
};
/** Members of the one that are otherwise in the other. */
const unlike = (wanted: Readonly<Record<string, unknown>>, found: any): Fault | null => {
  const wrong = Object.entries(wanted).filter(([name, value]) => value !== undefined && !same(sorted(value), sorted(found?.[name]))); // prettier-ignore
  return wrong.length === 0 ? null : Object.fromEntries(wrong.map(([name, value]) => [name, { plain: value, said: found?.[name] ?? null }])); // prettier-ignore
};
const sorted = (value: any): any =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort().map(([name, one]) => [name, sorted(one)])) : value; // prettier-ignore

const wantedOf = (kind: string, standing: Standing): Readonly<Record<string, unknown>> => {
  const { tier, rankTier, below, since, place, risk } = standing;
  if (kind === 'cadence') return { level: tier, ...risk!.figures };
  const value = place!.value === null ? undefined : written(place!.value);
  if (kind === 'segment') return { value };
  if (kind === 'worth') return { tier, since, value: { near: value }, rank: place!.rank };
  return { tier, rankTier, below, since, value, rank: place!.rank ?? undefined };
};
const figuresOf = (kind: string, { place }: Standing): Readonly<Record<string, unknown>> => {
  if (kind === 'segment' || !place) return {};
  const { unconverted, uncosted, ...figures } = place.figures as any;
  return { ...figures, ...(unconverted > 0 && { unconverted }), ...(uncosted > 0 && { uncosted }) };
};
/** Figures that are a decision when they are otherwise, also where the class stays. */
const TELLING: Readonly<Record<string, readonly string[]>> = { rfm: ['score'], club: ['month', 'score'], relationship: ['plan', 'owner'] }; // prettier-ignore
const hasMoved = (kind: string, before: Standing | undefined, now: Standing): boolean =>
  before === undefined || before.tier !== now.tier || before.rankTier !== now.rankTier || (TELLING[kind] ?? []).some((name) => before.place?.figures[name] !== now.place?.figures[name]); // prettier-ignore

/** What a run said otherwise than the count: decisions that are wrong, missing or too many, and figures of the whole run. */
export const faultsOf = (counted: Counted, log: readonly any[]): readonly Fault[] => {
  const { rule, kind, date, run, before, now, gone, world, population, odds } = counted;
  const where = { rule, date, run };
  const own = log.filter(({ channel, data }) => channel === 'rule' && data.run === run);
  const said = own.filter(({ type }) => SAYS.includes(type));
  const faults: Fault[] = [];
  const seen = new Map<string, any>();
  for (const { handle, type, data } of said) {
    if (seen.has(handle)) faults.push({ where, handle, twice: type });
    seen.set(handle, data);
    const standing = now.get(handle);
    const isEnd = ['TierEnded', 'ChurnSignalCleared', 'SegmentLeft'].includes(type);
    if (isEnd !== gone.has(handle))
      faults.push({ where, handle, type, said: data, plain: standing ?? gone.get(handle) ?? null }); // prettier-ignore
    else if (isEnd) {
      const why = kind === 'segment' && gone.get(handle) === 'not-judged' ? 'no-longer' : gone.get(handle);
      const wrong = unlike({ why }, data);
      if (wrong) faults.push({ where, handle, type, wrong });
    } else if (!standing) faults.push({ where, handle, type, said: data, plain: null });
    else {
      const wrong = unlike(wantedOf(kind, standing), data) ?? unlike(figuresOf(kind, standing), data.figures);
      const count = standing.place?.sales;
      const evidence = count === null || count === undefined ? null : unlike({ count }, data.evidence);
      if (wrong || evidence) faults.push({ where, handle, type, wrong, evidence });
    }
  }
  for (const [handle, standing] of now) {
    if (!seen.has(handle) && hasMoved(kind, before.get(handle), standing)) faults.push({ where, handle, unsaid: standing.tier, before: before.get(handle)?.tier }); // prettier-ignore
  }
  for (const [handle, why] of gone) if (!seen.has(handle)) faults.push({ where, handle, unsaid: why });
  const opened = own.find(({ type }) => type === 'RuleRunOpened')!.data;
  const closed = own.find(({ type }) => type === 'RuleRunClosed')?.data;
  const endsAt = new Date(endOf(world.day, world.zone)).toISOString();
  const whole = unlike({ endsAt, zone: world.zone, date }, opened) ?? unlike({ count: said.length, population: population ?? undefined }, closed); // prettier-ignore
  if (whole) faults.push({ where, whole });
  const sums = counted.whole && unlike(counted.whole, closed?.figures);
  if (sums) faults.push({ where, sums });
  const tables = odds && unlike({ odds: inRows(odds) }, { odds: inRows(closed.figures.odds) });
  if (tables) faults.push({ where, tables });
  if (closed?.figures.tiers) {
    const tiers: Record<string, number> = {};
    for (const { tier } of now.values()) tiers[tier] = (tiers[tier] ?? 0) + 1;
    const counts = Object.fromEntries(Object.entries(closed.figures.tiers).filter(([, count]) => count !== 0));
    if (!same(sorted(tiers), sorted(counts))) faults.push({ where, tiers: { plain: tiers, said: counts } });
  }
  return faults;
};
const inRows = (cells: readonly any[]): readonly string[] =>
  cells.map(({ ratioFrom, gapsFrom, n, again }) => `${ratioFrom} ${gapsFrom} ${n} ${again}`).sort();
