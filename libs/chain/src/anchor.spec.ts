import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anchorHash, asAnchor, parseAnchor, type Anchor } from './anchor';
import { keyRing } from './key-ring';
import { GENESIS } from './link';
import { SigningKeyFault } from './signing-key';
import { signingKeyFrom } from './signing-key-file';
import { aSigningKey } from './world/history';

const key = aSigningKey();
const anchor = key.sign({
  ...{
    format: 1,
    number: 2,
    count: 7,
    position: `0a0b0c0d-${'7'.padStart(19, '0')}`,
    link: GENESIS,
    previous: GENESIS,
  },
  ...{
    eventId: '6f0c1a52-5b7e-5d0a-9c3e-2f1b8a7d6e54',
    recordedAt: '2026-11-20T16:04:06.000Z',
    at: '2026-11-20T16:04:09.000Z',
  },
});
const ring = keyRing([key.publicKey]);

it('is good as it was signed, and not when any part of it is another', () => {
  expect(ring.fault(anchor)).toBeNull();
  expect(parseAnchor(JSON.stringify(anchor))).toEqual(anchor);
  const others: Partial<Anchor>[] = [
    ...[
      { number: 3 },
      { count: 8 },
      { link: GENESIS.replace(/^./, 'f') },
      { previous: null },
      { at: anchor.recordedAt },
    ],
    ...[
      { position: anchor.position.replace('0a', '0b') },
      { eventId: anchor.eventId.replace('6', '7') },
      { recordedAt: anchor.at },
    ],
  ];
  for (const other of others) {
    const forged = asAnchor({ ...anchor, ...other })!;
    expect(ring.fault(forged)).toMatch(/not good/);
    expect(anchorHash(forged)).not.toBe(anchorHash(anchor));
  }
  expect(keyRing([aSigningKey().publicKey]).fault(anchor)).toMatch(/not among the trusted/);
});

it.each([
  ...[
    null,
    1,
    [],
    {},
    { ...anchor, more: 1 },
    { ...anchor, format: 2 },
    { ...anchor, number: '2' },
    { ...anchor, count: 0 },
  ],
  ...[
    { ...anchor, count: 1.5 },
    { ...anchor, link: 'x' },
    { ...anchor, at: 'today' },
    { ...anchor, signature: '' },
  ],
])('does not take this for an anchor: %j', (value) => {
  expect(asAnchor(value)).toBeNull();
  expect(parseAnchor('{"format":')).toBeNull();
});

describe('the signing key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-signing-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is made once, for its owner only, and is the same ever after', () => {
    const file = join(folder, 'deep', 'signing.key');
    const made = signingKeyFrom(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(signingKeyFrom(file).keyId).toBe(made.keyId);
    expect(keyRing([made.publicKey]).ids).toEqual([made.keyId]);
  });

  it('is refused when others can read it, when it is of another kind, and when it is none', () => {
    const file = join(folder, 'other.key');
    const write = (text: string): void => writeFileSync(file, text, { mode: 0o600 });
    write(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    );
    expect(() => signingKeyFrom(file)).toThrow(SigningKeyFault);
    write('nonsense');
    expect(() => signingKeyFrom(file)).toThrow(/must be an Ed25519 private key/);
    chmodSync(file, 0o644);
    expect(() => signingKeyFrom(file)).toThrow(/chmod 600/);
    expect(() => keyRing(['nonsense'])).toThrow(SigningKeyFault);
  });
});
