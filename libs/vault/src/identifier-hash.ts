import type { NormalIdentifier } from '@rapport/events';
import { hmacHex, type HmacKey } from './hmac';

/** Keyed hash of an identifier in hex: the only form in which identifiers are indexed. */
export const identifierHash = (key: HmacKey, { type, issuer, value }: NormalIdentifier): string =>
  hmacHex(key, `${type}\n${issuer ?? ''}\n${value}`);
