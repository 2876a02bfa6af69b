import { createHash } from 'node:crypto';

/**
 * A statement that each connection prepares once. Its name is made of its text, so two texts never share one, however long
 * the names of their tables are (PostgreSQL cuts names after 63 bytes).
 */
export const prepared = (text: string): { readonly name: string; readonly text: string } => ({
  name: createHash('sha1').update(text).digest('base64url'),
  text,
});
