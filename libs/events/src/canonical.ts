/**
 * Canonical JSON (RFC 8785, JCS): keys sorted by UTF-16 code units, no white space, ECMAScript number and string forms.
 * Equal values have equal bytes, so the bytes can be hashed, signed and compared. Members that are undefined are left out.
 * @throws TypeError on values that JSON cannot hold (NaN, Infinity, functions, bigint) and on lone surrogates.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN or Infinity');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`canonical JSON has no ${typeof value}`);
  const object = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member !== undefined) text += `${text && ','}${quote(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
};

const quote = (text: string): string => {
  if (!text.isWellFormed()) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(text);
};
