import type { CustomerView, Keyed } from '@rapport/projections';
import { waysOf } from '@rapport/projections';
import { type CustomerState, stateOf } from './state';

/** Why a customer is not on a topic: no longer one of their own, forgotten, without consent, or without anything that a view shows. */
export type Absence = 'merged' | 'erased' | 'no-consent' | 'nothing-known';

/** What is known of a customer as of one moment. */
export interface Known {
  readonly customer: string;
  readonly row: Keyed<CustomerView> | null;
  /** The key of one of their handles was destroyed. */
  readonly erased: boolean;
  /** Whose the id is now: another one's when two turned out to be one. */
  readonly now: string;
}

/** What a topic says about a customer. `until`: when that changes by itself (RFC 3339), null = not. */
export type Telling =
  | { readonly state: CustomerState; readonly until: string | null }
  | { readonly absence: Absence; readonly until: null };

/**
 * What is told of a customer, on the topic of all customers (purpose null) or on that of a purpose at a moment. A purpose's topic has
 * those who allow some way to them; `allowed` says which.
 */
export const tellingOf = ({ customer, row, erased, now }: Known, purpose: string | null, at: string): Telling => {
  const absent = (absence: Absence): Telling => ({ absence, until: null });
  if (erased) return absent('erased');
  if (row === null) return absent(now === customer ? 'nothing-known' : 'merged');
  if (purpose === null) return { state: stateOf(row), until: null };
  const { ways, until } = waysOf(row, purpose, at);
  if (!Object.values(ways).includes(true)) return absent('no-consent');
  return { state: { ...stateOf(row), purpose, allowed: ways }, until };
};
