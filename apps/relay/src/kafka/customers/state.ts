import { type Customer, type CustomerView, type Keyed, customerFields } from '@rapport/projections';

/** A customer as the state topic tells them: the unified view without anything that is sealed. */
export type CustomerState = Readonly<Record<string, unknown>>;

/** Who of the company was there, and where: as on the topics of the log, it stays out. */
const CONTEXT: ReadonlySet<string> = new Set(['agent', 'location']);

/**
 * The state that a row is told as. Whatever was stated under seal is left out as a whole: a name without its value would only say that
 * there is something to know.
 */
export const stateOf = (row: Keyed<CustomerView>): CustomerState => {
  const state: Record<string, unknown> = { customer: row.key };
  for (const field of customerFields) if (field !== 'key') state[field] = unsealed(row[field as keyof Customer]);
  state['traits'] = without(row.traits, (trait) => 'cell' in trait);
  state['importantDates'] = without(row.importantDates, ({ sealed }) => Object.keys(sealed).length > 0);
  state['lastInteractions'] = row.lastInteractions.map(({ sealed: _, summary, ...interaction }) => ({
    ...interaction,
    summary: Object.fromEntries(Object.entries(summary).filter(([name]) => !CONTEXT.has(name))),
  }));
  return state;
};

const without = <T extends object>(named: Readonly<Record<string, T>>, isSealed: (one: T) => boolean): object =>
  Object.fromEntries(
    Object.entries(named)
      .filter(([, one]) => !isSealed(one))
      .map(([name, one]) => [name, unsealed(one)]),
  );

const unsealed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unsealed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // A field of the sender's own with that name holds a text.
      .filter(([name, inner]) => name !== 'sealed' || typeof inner !== 'object')
      .map(([name, inner]) => [name, unsealed(inner)]),
  );
};
