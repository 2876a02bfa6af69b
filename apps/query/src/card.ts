import type { KnownHandle } from '@rapport/read-db';
import type { Customer } from '@rapport/projections';

/** Identifiers as readers get them: the value is a cell until it is opened. */
export const identifiersOf = (handles: readonly KnownHandle[]): readonly object[] =>
  handles.map(({ handle, type, issuer, cell, shared }) => ({ handle, type, issuer, cell, shared }));

/** The unified view of a customer, before cells are opened. */
export const viewOf = (customer: string, handles: readonly KnownHandle[], row: Customer | null): object => {
  const { key: _key, ...view } = row ?? { key: customer };
  return { customerId: customer, identifiers: identifiersOf(handles), ...view };
};
