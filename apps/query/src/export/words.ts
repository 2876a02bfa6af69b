/** `firstSeenAt` → "first seen at". */
export const label = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as one word or sentence; undefined when it has parts. */
export const inOneWord = (value: unknown): string | undefined => {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'object') return value === true ? 'yes' : value === false ? 'no' : String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : undefined;
  const { erased, damaged } = value as { erased?: unknown; damaged?: unknown };
  if (erased === true) return '(erased: nobody can read it any more)';
  if (damaged === true) return '(damaged: it cannot be read)';
  return Object.keys(value).length === 0 ? 'none' : undefined;
};

/** The parts of a value with their labels; those that say nothing are left out. */
export const partsOf = (value: unknown): readonly (readonly [label: string, value: unknown])[] => {
  if (Array.isArray(value)) return value.map((one, index) => [String(index + 1), one]);
  if (!isObject(value)) return [];
  return Object.entries(value)
    .filter(([, one]) => one !== null && one !== undefined && inOneWord(one) !== 'none')
    .map(([name, one]) => [label(name), one]);
};
