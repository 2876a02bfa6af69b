import { invalid } from '@rapport/edge';

const PRINTABLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The value of an `Idempotency-Key` header, quoted (as the IETF draft has it) or not; null when there is none.
 * @throws Problem 400 when it is not 1 to 255 printable characters.
 */
export const idempotencyKeyOf = (header: string | undefined): string | null => {
  if (header === undefined) return null;
  const key = /^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim();
  if (!PRINTABLE.test(key)) throw invalid('Idempotency-Key must be 1 to 255 printable characters');
  return key;
};
