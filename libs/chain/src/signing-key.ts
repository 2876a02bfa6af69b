import { createPrivateKey, createPublicKey, hash, sign, type KeyObject } from 'node:crypto';
import { statementText, type Anchor, type Statement } from './anchor';

/** The signing key is unreadable, of another kind or unsafe; the message says what to do. */
export class SigningKeyFault extends Error {
  override readonly name = 'SigningKeyFault';
}

/** A key that signs anchors. */
export interface SigningKey {
  readonly keyId: string;
  /** SubjectPublicKeyInfo in PEM: all that a verifier needs. */
  readonly publicKey: string;
  sign(statement: Omit<Statement, 'keyId'>): Anchor;
}

/** Names a public key by itself: the first 16 hex digits of SHA-256 over its DER form, so that no key can take another's name. */
export const keyIdOf = (key: KeyObject): string =>
  hash('sha256', key.export({ type: 'spki', format: 'der' })).slice(0, 16);

/** Reads a public key in PEM. @throws SigningKeyFault when it is no Ed25519 key. */
export const publicKeyFrom = (pem: string): KeyObject => {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below.
  }
  throw new SigningKeyFault('a public key of anchors must be an Ed25519 key in PEM');
};

/** A signing key from its private key in PEM (PKCS#8). @throws SigningKeyFault */
export const signingKeyOf = (pem: string, where = 'the signing key'): SigningKey => {
  const key = privateKeyOf(pem, where);
  const publicKey = createPublicKey(key);
  const keyId = keyIdOf(publicKey);
  return {
    keyId,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    sign: (statement) => {
      const full = { ...statement, keyId };
      return { ...full, signature: sign(null, Buffer.from(statementText(full)), key).toString('base64url') };
    },
  };
};

const privateKeyOf = (pem: string, where: string): KeyObject => {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below.
  }
  throw new SigningKeyFault(
    `${where} must be an Ed25519 private key in PEM (openssl genpkey -algorithm ed25519), readable without a password`,
  );
};
