import { compile, type Compiled, type Fault, ruleFaults } from '@rapport/definitions';

/** What a figure asks, whole: it needs nothing that may be dropped or described anew. */
export interface FigureQuestion {
  /** The name in the description. */
  readonly projection: string;
  /** The version of the projection that was described so; null: the description is the figure's own. */
  readonly version: number | null;
  readonly definition: Readonly<Record<string, unknown>>;
  /** Only rows whose part (or customer), by its name, is one of these. */
  readonly where: Readonly<Record<string, readonly string[]>>;
  /** Only rows of this stretch of their day, week, month or year; `to` is not included. */
  readonly from?: string;
  readonly to?: string;
}

/** A question that holds together. */
export interface SoundQuestion {
  readonly compiled: Compiled;
  /** Whether rows at a place are asked for: the values of their parts as JSON. */
  readonly keep: (place: string) => boolean;
  /** Whose rows are asked for; null = everybody's. */
  readonly customers: ReadonlySet<string> | null;
}

type Sound = { readonly ok: true; readonly sound: SoundQuestion } | { readonly ok: false; readonly faults: readonly Fault[] }; // prettier-ignore

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KNOWN_MAX = 100_000;

/** How a part is compared with texts, as it is where rows are asked for; null is like nothing. */
const textOf = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : String(value);

const faultsOf = (question: FigureQuestion, { grouping, customer }: Compiled): readonly Fault[] => {
  const { where, from, to } = question;
  const names = [...grouping.parts.map(({ name }) => name), ...(customer === null ? [] : [customer])];
  const hasTime = grouping.parts.some(({ kind }) => kind === 'time');
  const isStretched = from !== undefined || to !== undefined;
  return [
    ...Object.keys(where)
      .filter((name) => !names.includes(name))
      .map((name) => ({ at: `/where/${name}`, message: `is no part of these rows; they have ${names.join(', ') || 'none'}` })), // prettier-ignore
    ...(customer === null ? [] : (where[customer] ?? []))
      .filter((id) => !UUID.test(id))
      .map(() => ({ at: `/where/${customer}`, message: 'must be ids of customers' })),
    ...(isStretched && !hasTime ? [{ at: '/from', message: 'from and to are for rows by day, week, month or year' }] : []), // prettier-ignore
    ...(from !== undefined && to !== undefined && from >= to ? [{ at: '/to', message: 'must be after from' }] : []),
  ];
};

/** Reads a question. Every fault says where it is and what is allowed there. */
export const soundQuestion = (question: FigureQuestion): Sound => {
  const compilation = compile(question.definition);
  if (!compilation.ok)
    return { ok: false, faults: compilation.faults.map(({ at, message }) => ({ at: `/definition${at}`, message })) };
  const { compiled } = compilation;
  const faults = faultsOf(question, compiled);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, sound: askedOf(question, compiled) };
};

/** What is wrong with the rules whose tiers it asks for. @param kinds of the rules that were published, by name */
export const questionRuleFaults = (
  { compiled }: Pick<SoundQuestion, 'compiled'>,
  kinds: ReadonlyMap<string, string>,
): readonly Fault[] => ruleFaults(compiled, kinds).map(({ at, message }) => ({ at: `/definition${at}`, message }));

const askedOf = ({ where, from, to }: FigureQuestion, compiled: Compiled): SoundQuestion => {
  const { grouping, customer } = compiled;
  const wanted = grouping.parts.map(({ name }) => (where[name] ? new Set(where[name]) : null));
  const time = grouping.parts.findIndex(({ kind }) => kind === 'time');
  const isWithin = (text: string | undefined): boolean =>
    text !== undefined && (from === undefined || text >= from) && (to === undefined || text < to);
  const isAsked = (place: string): boolean => {
    const texts = (JSON.parse(place) as readonly unknown[]).map(textOf);
    if ((from !== undefined || to !== undefined) && !isWithin(texts[time])) return false;
    return wanted.every((among, nth) => among === null || (texts[nth] !== undefined && among.has(texts[nth])));
  };
  const known = new Map<string, boolean>();
  const keep = (place: string): boolean => {
    let found = known.get(place);
    if (found === undefined) {
      if (known.size >= KNOWN_MAX) known.clear();
      known.set(place, (found = isAsked(place)));
    }
    return found;
  };
  const customers = customer === null ? undefined : where[customer];
  return { compiled, keep, customers: customers ? new Set(customers) : null };
};
