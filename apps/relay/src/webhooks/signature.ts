import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Bytes of a secret; the specification asks for 24 to 64. */
const SECRET_BYTES = 32;

/** A new secret as receivers are given it: `whsec_` and Base64 (Standard Webhooks 1.0). */
export const newSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

/** The signature of one message by one secret: `v1,` and HMAC-SHA256 of `id.timestamp.body` in Base64. */
export const signatureOf = (secret: string, id: string, timestamp: number, body: string): string => {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
};

/**
 * The three headers of a message. While one secret takes over from another there is a signature by each, the newest first, so
 * that receivers may exchange theirs at any moment in between.
 * @param timestamp seconds since 1970 of this attempt, not of the event: receivers refuse what is old.
 */
export const signedHeaders = (
  secrets: readonly string[],
  id: string,
  timestamp: number,
  body: string,
): Readonly<Record<string, string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': secrets.map((secret) => signatureOf(secret, id, timestamp, body)).join(' '),
});
