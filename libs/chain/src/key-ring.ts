import { verify, type KeyObject } from 'node:crypto';
import { statementText, type Anchor } from './anchor';
import { keyIdOf, publicKeyFrom } from './signing-key';

/** The public keys that a verifier trusts. */
export interface KeyRing {
  readonly size: number;
  readonly ids: readonly string[];
  /** What is wrong with the signature; null = it is good. */
  fault(anchor: Anchor): string | null;
}

/** A ring of public keys in PEM. @throws SigningKeyFault when one of them is none. */
export const keyRing = (pems: Iterable<string>): KeyRing => {
  const keys = new Map<string, KeyObject>();
  for (const pem of pems) {
    const key = publicKeyFrom(pem);
    keys.set(keyIdOf(key), key);
  }
  return {
    size: keys.size,
    ids: [...keys.keys()],
    fault: (anchor) => {
      const key = keys.get(anchor.keyId);
      if (!key) return `is signed by key ${anchor.keyId}, which is not among the trusted ones`;
      const signature = Buffer.from(anchor.signature, 'base64url');
      return verify(null, Buffer.from(statementText(anchor)), key, signature)
        ? null
        : 'has a signature that is not good';
    },
  };
};
