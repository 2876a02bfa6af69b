/** Half of a surrogate pair and U+0000 have no place in PostgreSQL's texts: both become the replacement character. */
export const withoutNul = (text: string): string =>
  text.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text;

/** Most members of most rows hold nothing: their text need not be made. */
const emptyText = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined;
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  for (const _ in value) return undefined;
  return '{}';
};

/** A value as JSON that PostgreSQL can hold. */
export const jsonText = (value: unknown): string => {
  const empty = emptyText(value);
  if (empty !== undefined) return empty;
  const json = JSON.stringify(value);
  if (!json.includes('\\u')) return json;
  return json.replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));
};
