/** No such table, schema or function. */
const STATES = ['42P01', '3F000', '42883'];

/** True when a statement failed because something that it works on is not there. */
export const isGone = (error: unknown): boolean =>
  STATES.includes((error as { readonly code?: string } | null)?.code ?? '');
