/** CloudEvents source of all states. */
export const STATE_SOURCE = 'rapport/customers';
/** CloudEvents types of a state, and of a tombstone. */
export const STATE_TYPE = 'io.rapport.customer-state.v1';
export const GONE_TYPE = 'io.rapport.customer-gone.v1';
