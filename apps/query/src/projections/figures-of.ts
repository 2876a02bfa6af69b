type Row = Readonly<Record<string, unknown>>;

/** Figures under names. */
export const isByName = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Money by currency, and steps of a funnel, as figures of their own: `revenue` of `{EUR: "1.00"}` is one of EUR. */
export const figuresOf = (row: Row, measure: string): readonly (readonly [name: string | null, value: unknown])[] => {
  const value = row[measure];
  return isByName(value) ? Object.entries(value) : [[null, value]];
};

/** Names of currencies are capitals and come as they come; others are few, the same everywhere, and in an order that means something. */
export const isOwnName = (name: string): boolean => /^[a-z]/.test(name);
