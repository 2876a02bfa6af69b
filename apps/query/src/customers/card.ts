import type { KnownHandle } from '@rapport/read-db';
import { customerView, type Customer } from '@rapport/projections';
import { UNDECIDED, type Decided } from '../decisions/decided';

/** Identifiers as readers get them: the value is a cell until it is opened. */
export const identifiersOf = (handles: readonly KnownHandle[]): readonly object[] =>
  handles.map(({ handle, type, issuer, cell, shared }) => ({ handle, type, issuer, cell, shared }));

/** Of whom nothing is in force: everything was retracted, or is not folded yet. */
const BLANK = (() => {
  const { ledger: _ledger, promiseSteps: _promises, caseSteps: _cases, ...view } = customerView.initial();
  return view;
})();

/** The unified view of a customer, before cells are opened; it has the same members for everybody. */
export const viewOf = (
  customer: string,
  handles: readonly KnownHandle[],
  row: Customer | null,
  decided: Decided = UNDECIDED,
): object => {
  const { key: _key, ...view } = row ?? { key: customer, ...BLANK };
  return { customerId: customer, identifiers: identifiersOf(handles), ...decided, ...view };
};
