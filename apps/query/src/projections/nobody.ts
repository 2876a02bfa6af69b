/** Rows of any projection are nobody's in particular, so nothing in them is opened for anybody. */
export const NOBODY: ReadonlySet<string> = new Set();
