import type { SegmentFigure, SegmentFigures, SegmentMember } from '@rapport/decisions';
import type { Movement } from './book';
import { counts, figuresOf, type Counting } from './figures';
import { fromMicros } from './money';
import type { Occurrence, OccurrenceKind } from './occurrences';
import type { RuleInput } from './rule';

/** A customer, and what a segment may ask about them. */
export interface SegmentSubject extends SegmentMember {
  readonly movements: readonly Movement[];
  /** What happened up to the close, oldest first. */
  readonly until: readonly Occurrence[];
  readonly unconverted: number;
}

/** What says nothing that a segment could ask for. */
const UNASKED: readonly OccurrenceKind[] = ['date', 'warranty'];
const INTERESTS: readonly OccurrenceKind[] = ['interest', 'quote'];
const STATED = ['industry', 'occupation', 'jobTitle', 'country', 'region', 'language', 'origin'] as const;
const OF_SALES: readonly SegmentFigure[] = ['value', 'orders', 'purchaseDays', 'categories', 'channels'];
/** Of all time, whatever the window. */
const OF_ALL_SALES: readonly SegmentFigure[] = ['daysSinceSale', 'daysSinceFirstSale'];

const sorted = (words: Iterable<string>): readonly string[] => [...new Set(words)].sort();

const ofSales = (movements: readonly Movement[], { from, to }: Counting, close: number): Partial<SegmentFigures> => {
  const sales = movements.filter((one) => one.kind === 'sale' && counts(one, to));
  const inWindow = sales.filter(({ at }) => at >= from);
  const days = sales.map(({ day }) => day);
  return {
    purchaseDays: new Set(inWindow.map(({ day }) => day)).size,
    categories: sorted(inWindow.flatMap(({ category }) => category ?? [])),
    channels: sorted(inWindow.map(({ channel }) => channel)),
    ...(days.length > 0 && { daysSinceSale: close - Math.max(...days), daysSinceFirstSale: close - Math.min(...days) }),
  };
};

/** Of what is stated the last word on each trait and topic holds. */
const ofStatements = (until: readonly Occurrence[]): Partial<SegmentFigures> => {
  const traits: Record<string, string> = {};
  const preferences = new Map<string, string>();
  for (const { kind, about } of until) {
    if (kind === 'trait') Object.assign(traits, about);
    if (kind === 'preference') preferences.set(about['topic']!, about['value']!);
  }
  const { companySize } = traits;
  return {
    ...Object.fromEntries(STATED.flatMap((name) => (traits[name] === undefined ? [] : [[name, [traits[name]]]]))),
    ...(companySize !== undefined && { companySize: Number(companySize) }),
    preferences: sorted([...preferences].map(([topic, value]) => `${topic}=${value}`)),
  };
};

/** What a segment may ask about a customer at the end of a day (a day number). */
export const subjectOf = (
  { books, occurrences }: RuleInput,
  customer: string,
  counting: Counting,
  close: number,
): SegmentSubject => {
  const movements = books.get(customer) ?? [];
  const until = (occurrences.get(customer) ?? []).filter(({ at, kind }) => at < counting.to && !UNASKED.includes(kind));
  const inWindow = until.filter(({ at }) => at >= counting.from);
  const contacts = inWindow.filter(({ kind }) => kind === 'service');
  const { value, orders, unconverted } = figuresOf(movements, counting);
  const figures: SegmentFigures = {
    ...{ value: fromMicros(value), orders, contacts: contacts.length },
    interests: inWindow.filter(({ kind }) => INTERESTS.includes(kind)).length,
    topics: sorted(contacts.flatMap(({ about }) => about['topic'] ?? [])),
    ...ofSales(movements, counting, close),
    ...ofStatements(until),
  };
  return { customer, figures, movements, until, unconverted };
};

const isBehind = (names: ReadonlySet<SegmentFigure>, from: number, { kind, about, at }: Occurrence): boolean => {
  if (kind === 'trait') return Object.keys(about).some((name) => names.has(name as SegmentFigure));
  if (kind === 'preference') return names.has('preferences');
  if (at < from) return false;
  if (kind === 'service') return names.has('contacts') || (names.has('topics') && about['topic'] !== undefined);
  return INTERESTS.includes(kind) && names.has('interests');
};

/** What stands behind the figures that decided: sales since when, if any, and what else happened. */
export const behindFigures = (
  names: ReadonlySet<SegmentFigure>,
  { movements, until }: SegmentSubject,
  { from }: Counting,
): { readonly movements: readonly Movement[]; readonly from: number; readonly occurrences: readonly Occurrence[] } => {
  const ofAll = OF_ALL_SALES.some((name) => names.has(name));
  const ofSome = OF_SALES.some((name) => names.has(name));
  return {
    movements: ofAll || ofSome ? movements : [],
    from: ofAll ? -Infinity : from,
    occurrences: until.filter((one) => isBehind(names, from, one)),
  };
};
