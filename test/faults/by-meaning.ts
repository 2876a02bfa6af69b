/** The same value with the members of all its objects in order. */
export const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
};

/** JSON with the members of its objects in order: texts that mean the same are the same. */
export const byMeaning = (json: string): string => JSON.stringify(sorted(JSON.parse(json)));
