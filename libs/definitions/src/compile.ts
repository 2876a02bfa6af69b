import { type Fact, parseInstant, typeDefinition, unknownType } from '@rapport/events';
import type { Projection } from '@rapport/fold';
import { collect, type Complain, testOf } from './condition';
import type { Definition, Measure, Part } from './definition';
import { ratioDoubts } from './doubts';
import { Fields, typesOf } from './fields';
import { foldOf } from './fold';
import { Grouping, type KeptMeasure, type Ratio } from './group';
import { itemsOf, type Known } from './item';
import { CHANNELS, language } from './language';
import { accumulatorOf } from './measures/measure';
import { partOf, STRETCHES } from './parts';
import type { Fault } from './shape';
import { windowDoubts } from './window-weight';

/** A definition that holds together: the projection that it describes, and how its rows are read. */
export interface Compiled {
  readonly definition: Definition;
  /** `customer`: a row per customer, merged when they are read unless customers are asked for; `entry`: a row per place. */
  readonly scope: Projection['scope'];
  /** What readers call the customer, where rows are told apart by customers. */
  readonly customer: string | null;
  readonly grouping: Grouping;
  /** Rules whose tiers it asks for, each with the places (JSON Pointers) that ask; whether there are such is not known here. */
  readonly rules: ReadonlyMap<string, readonly string[]>;
  /** What a new definition is refused for, while one that was taken before goes on as it is. */
  readonly doubts: readonly Fault[];
  /** The fold, under the name of the definition and this version; with `keep` of these places only. */
  projection(version: number, keep?: (place: string) => boolean): Projection;
}

export type Compilation =
  { readonly ok: true; readonly compiled: Compiled } | { readonly ok: false; readonly faults: readonly Fault[] };

/** Names that the reading of rows needs for itself. */
const RESERVED = ['cursor', 'limit', 'minPosition', 'format', 'from', 'to'];

const checkEvents = ({ events: { types, channels } }: Definition, complain: Complain): void => {
  types?.forEach((type, nth) => {
    const known = typeDefinition(type);
    if (!known) complain(`/events/types/${nth}`, unknownType(type));
    else if (!known.channels.some((channel) => (channels ?? (CHANNELS as readonly string[])).includes(channel))) {
      complain(`/events/types/${nth}`, `${type} does not come over these channels; it comes over ${known.channels.join(', ')}`); // prettier-ignore
    }
  });
};

const checkNames = (named: readonly (readonly [at: string, name: string])[], complain: Complain): void => {
  const seen = new Set<string>();
  for (const [at, name] of named) {
    if (seen.has(name)) complain(at, `${name} is there twice: parts and measures need names of their own ("as")`);
    else if (RESERVED.includes(name))
      complain(at, `${name} means something else to readers of rows; name it otherwise`);
    seen.add(name);
  }
};

/** Windows are counted in days, of which one row must be one; a week beside it would not move along. */
const checkDays = (
  measures: readonly (readonly [string, Measure])[],
  by: readonly Part[],
  complain: Complain,
): void => {
  const times = by.filter((part) => typeof part === 'object' && STRETCHES.some((one) => one in part));
  if (times.length === 1 && 'day' in (times[0] as object)) return;
  for (const [name, { lastDays }] of measures) {
    if (lastDays !== undefined) complain(`/measures/${name}/lastDays`, 'needs {"day": zone} in by, and no week, month or year beside it'); // prettier-ignore
  }
};

/** What happened between two moments; undefined = whenever. */
const spanOf = ({ events: { from, to } }: Definition, complain: Complain): ((fact: Fact) => boolean) | undefined => {
  if (from === undefined && to === undefined) return undefined;
  const read = (side: 'from' | 'to', given: string | undefined, none: string): string => {
    const moment = given === undefined ? none : parseInstant(given);
    if (moment === null) complain(`/events/${side}`, 'must be a moment that there is: 2026-01-01T00:00:00Z');
    return moment ?? none;
  };
  const [first, end] = [read('from', from, ''), read('to', to, '~')];
  if (first >= end) complain('/events/to', 'must be after from');
  return ({ occurredAt }) => occurredAt >= first && occurredAt < end;
};

const ratiosOf = (measures: readonly (readonly [string, Measure])[], complain: Complain): readonly Ratio[] => {
  const kept = new Set(measures.filter(([, one]) => !('ratio' in one)).map(([name]) => name));
  return measures.flatMap(([name, measure]) => {
    if (!('ratio' in measure)) return [];
    const { of, to } = measure.ratio;
    for (const [side, other] of [
      ['of', of],
      ['to', to],
    ] as const) {
      // prettier-ignore
      if (!kept.has(other)) complain(`/measures/${name}/ratio/${side}`, `must be another measure, no ratio: ${[...kept].join(', ')}`); // prettier-ignore
    }
    return [{ name, of, to }];
  });
};

const read = (definition: Definition, complain: Complain): Compiled => {
  const { name, events, by = [], measures } = definition;
  const { each = 'event', channels, where } = events;
  checkEvents(definition, complain);
  const span = spanOf(definition, complain);
  const types = typesOf(definition);
  const fields = new Fields(types, each, true);
  const parts = by.map((part, nth) => partOf(part, fields, `/by/${nth}`, complain));
  const all = Object.entries(measures)
    .map(([one, measure]) => [one, measure === 'count' ? ({ count: 'events' } as const) : measure] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const kept = all
    .filter(([, measure]) => !('ratio' in measure))
    .map(([one, measure]): KeptMeasure => ({
      ...{ name: one, kept: accumulatorOf(measure, fields, `/measures/${one}`, complain) },
      days: measure.lastDays ?? 1,
    }));
  checkDays(all, by, complain);
  const ratios = ratiosOf(all, complain);
  const test = where === undefined ? () => true : testOf(where, fields, '/events/where', complain);
  checkNames([...parts.map((part, nth) => [`/by/${nth}`, part.name] as const), ...all.map(([one]) => [`/measures/${one}`, one] as const)], complain); // prettier-ignore
  const asked: ReadonlySet<string> = new Set(channels ?? CHANNELS);
  const items = (fact: Fact, known?: Known) =>
    asked.has(fact.channel) && (span === undefined || span(fact)) ? itemsOf(fact, each, known).filter(test) : [];
  const customer = parts.find(({ kind }) => kind === 'customer')?.name ?? null;
  const { traits, rules } = fields;
  const apart =
    customer !== null ||
    traits.size + rules.size > 0 ||
    kept.some(({ kept: one }) => one.ofCustomers || one.remove === undefined);
  const scope = apart ? 'customer' : 'entry';
  const grouping = new Grouping(parts.filter(({ kind }) => kind !== 'customer'), kept, ratios); // prettier-ignore
  const about = { name, traits, rules: new Set(rules.keys()), types: types.map(({ type }) => type), grouping, items };
  return {
    definition,
    scope,
    customer,
    grouping,
    rules,
    doubts: [...ratioDoubts(all, fields), ...windowDoubts(all)],
    projection: (version, keep) => foldOf(scope, { ...about, version, keep }),
  };
};

/** Reads a document as a definition. Every fault says where it is and what is allowed there. Nothing of the document is ever run. */
export const compile = (document: unknown): Compilation => {
  const faults: Fault[] = [...language.check(document, '')];
  if (faults.length > 0) return { ok: false, faults };
  const compiled = read(document as Definition, collect(faults));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, compiled };
};
