import type { Fact } from '@rapport/events';

/** What is counted and summed: an event, or one line of it. */
export interface Item {
  readonly fact: Fact;
  readonly line: Readonly<Record<string, unknown>> | null;
}

/** The items of an event. One without lines has none of them. */
export const itemsOf = (fact: Fact, each: 'event' | 'lines'): readonly Item[] => {
  if (each === 'event') return [{ fact, line: null }];
  const lines = fact.data['lines'];
  return Array.isArray(lines) ? lines.map((line: Record<string, unknown>) => ({ fact, line })) : [];
};
