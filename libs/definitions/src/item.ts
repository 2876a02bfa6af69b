import type { Fact } from '@rapport/events';

/** What is counted and summed: an event, or one line of it. */
export interface Item {
  readonly fact: Fact;
  readonly line: Readonly<Record<string, unknown>> | null;
  /** Traits of the customer as they had been stated by then, where the definition asks for some. */
  readonly traits?: Readonly<Record<string, unknown>>;
  /** The tier of a rule that the customer was in by then. */
  readonly tier?: (rule: string) => string | null;
}

/** What is known of the customer when an event happens. */
export type Known = Pick<Item, 'traits' | 'tier'>;

/** The items of an event. One without lines has none of them. */
export const itemsOf = (fact: Fact, each: 'event' | 'lines', known?: Known): readonly Item[] => {
  if (each === 'event') return [{ fact, line: null, ...known }];
  const lines = fact.data['lines'];
  return Array.isArray(lines) ? lines.map((line: Record<string, unknown>) => ({ fact, line, ...known })) : [];
};
