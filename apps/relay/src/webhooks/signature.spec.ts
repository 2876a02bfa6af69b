import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { newSecret, signatureOf, signedHeaders } from './signature';

// The example that Standard Webhooks and its libraries publish.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const AT = 1_614_265_330;
const BODY = '{"test": 2432232314}';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('a signature', () => {
  it('is that of the published example', () => expect(signatureOf(SECRET, ID, AT, BODY)).toBe(SIGNATURE));

  it('is of exactly these octets, whatever is in the body', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (body, at) => {
        const key = Buffer.from(SECRET.slice(6), 'base64');
        const whole = Buffer.concat([Buffer.from(`${ID}.${at}.`), Buffer.from(body)]);
        expect(signatureOf(SECRET, ID, at, body)).toBe(
          `v1,${createHmac('sha256', key).update(whole).digest('base64')}`,
        );
      }),
    ));

  it('stands beside those by secrets that still count', () => {
    const headers = signedHeaders([newSecret(), SECRET], ID, AT, BODY);
    expect(headers).toMatchObject({ 'webhook-id': ID, 'webhook-timestamp': String(AT) });
    expect(headers['webhook-signature']!.split(' ')).toEqual([expect.stringMatching(/^v1,/), SIGNATURE]);
  });

  it('is by secrets of 32 octets, never the same', () => {
    const [one, other] = [newSecret(), newSecret()];
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(other);
  });
});
