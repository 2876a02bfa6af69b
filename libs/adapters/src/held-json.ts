let last: { readonly text: string; readonly value: unknown } | null = null;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The object or list that a text holds as JSON; undefined when it holds none. The last answer is kept: a mapping asks several
 * things of one column, one after the other.
 */
export const heldJson = (text: string): unknown => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  if (last?.text !== text) last = { text, value: parsed(text) };
  return last.value;
};
