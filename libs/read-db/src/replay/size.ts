/** Rows looked at to guess the size of all. */
const SAMPLE = 64;
/** Octets of memory per character of JSON, measured on the unified view; and what a row costs beside its content. */
const PER_CHARACTER = 4;
const PER_ROW = 400;

/** About how much memory the rows take, in octets: a few of them, evenly spread, stand for all. */
export const sizeOf = (rows: ReadonlyMap<string, { readonly row: unknown }>): number => {
  if (rows.size === 0) return 0;
  const step = Math.max(1, Math.floor(rows.size / SAMPLE));
  let at = 0;
  let looked = 0;
  let characters = 0;
  for (const { row } of rows.values()) {
    if (at++ % step !== 0) continue;
    looked += 1;
    characters += JSON.stringify(row).length;
    if (looked === SAMPLE) break;
  }
  return rows.size * (PER_ROW + (PER_CHARACTER * characters) / looked);
};
