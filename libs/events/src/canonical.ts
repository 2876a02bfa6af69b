/**
 * Canonical JSON (RFC 8785, JCS): keys sorted by UTF-16 code units, no white space, ECMAScript number and string forms.
 * Equal values have equal bytes, so the bytes can be hashed, signed and compared. Members that are undefined are left out.
 * @throws TypeError on values that JSON cannot hold (NaN, Infinity, functions, bigint, Date, Map) and on lone surrogates.
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('canonical JSON has no NaN or Infinity');
      return value === 0 ? '0' : `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return (
        texts.get(value) ?? (Array.isArray(value) ? listText(value) : objectText(value as Record<string, unknown>))
      );
    default:
      throw new TypeError(`canonical JSON has no ${typeof value}`);
  }
};

const texts = new WeakMap<object, string>();
/**
 * Keeps the text of a value that many others will hold, such as what all decisions of a run share, for as long as the value is there. Nobody may
 * change it afterwards. Returns the value.
 */
export const canonicalOnce = <Value extends object>(value: Value): Value => {
  texts.set(value, canonicalJson(value));
  return value;
};

const listText = (list: readonly unknown[]): string => {
  let text = '[';
  for (let i = 0; i < list.length; i += 1) text += (i === 0 ? '' : ',') + canonicalJson(list[i] ?? null);
  return `${text}]`;
};

const objectText = (object: Record<string, unknown>): string => {
  if (typeof object['toJSON'] === 'function' || Symbol.iterator in object)
    throw new TypeError(`canonical JSON has no ${object.constructor.name}`);
  let text = '{';
  for (const key of sortedKeys(object)) {
    const member = object[key];
    if (member !== undefined) text += `${text.length === 1 ? '' : ','}${quotedKey(key)}${canonicalJson(member)}`;
  }
  return `${text}}`;
};

const FEW_KEYS = 24;
/** Most objects that pass here are small or in order already: putting keys in one by one is cheaper than a sort then. */
const sortedKeys = (object: object): string[] => {
  const keys = Object.keys(object);
  if (keys.length > FEW_KEYS) return keys.sort();
  for (let i = 1; i < keys.length; i += 1) {
    const key = keys[i]!;
    let at = i;
    for (; at > 0 && key < keys[at - 1]!; at -= 1) keys[at] = keys[at - 1]!;
    keys[at] = key;
  }
  return keys;
};

/** Nothing that JSON escapes, and no surrogate: such text stands between quotes as it is. */
const PLAIN = /^[^"\\\u0000-\u001f\ud800-\udfff]*$/;
const quote = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(text);
};

/** Member names are few and come again and again; the bound keeps a sender from filling the memory. */
const KEYS_MAX = 4_096;
const keys = new Map<string, string>();
const quotedKey = (key: string): string => {
  const found = keys.get(key);
  if (found !== undefined) return found;
  const quoted = `${quote(key)}:`;
  if (keys.size < KEYS_MAX && key.length <= 64) keys.set(key, quoted);
  return quoted;
};
