/** A cursor that is not one of ours: refused as the caller's fault, never read as "from the start". */
export class BadCursor extends Error {
  constructor() {
    super('the cursor is not one that this list gave out');
    this.name = 'BadCursor';
  }
}

/** One page of a list; `next` is null on the last one. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where the next page of a list begins: after the row with this sort value and key. `list` names the order it is for. */
export const cursorAfter = (list: string, value: string | null, key: string): string =>
  Buffer.from(JSON.stringify([list, value, key])).toString('base64url');

/** @throws BadCursor when the text is none of ours, or belongs to a list in another order. */
export const readCursor = (list: string, cursor: string): { readonly value: string | null; readonly key: string } => {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new BadCursor();
  }
  const [named, value, key] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const sound = named === list && (value === null || typeof value === 'string') && UUID.test(String(key));
  if (!sound) throw new BadCursor();
  return { value: value as string | null, key: key as string };
};

/** Rows read as `limit + 1`, cut to a page. */
export const pageOf = <Row>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => string): Page<Row> => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last ? cursorOf(last) : null };
};

/** A page size within 1 and `max`. */
export const within = (limit: number | undefined, usual: number, max: number): number =>
  Math.min(Math.max(Math.trunc(limit ?? usual) || usual, 1), max);
