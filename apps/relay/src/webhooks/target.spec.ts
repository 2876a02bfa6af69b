import * as fc from 'fast-check';
import { mayBeReached } from './address-policy';
import { type TargetPolicy, hostOf, requireReachable, targetOf } from './target';

const strict: TargetPolicy = { http: false, allow: [], ports: [443, 8443] };
const bytes = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const hex = (n: number): string => n.toString(16);

describe('an address', () => {
  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '100.64.0.1',
      '100.100.100.200',
      '127.0.0.1',
      '127.255.0.9',
      '169.254.169.254',
    ],
    ...['172.16.0.1', '172.31.255.255', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1'],
    ...['198.51.100.7', '203.0.113.7', '224.0.0.1', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::a00:1'],
    ...['2002:7f00:1::', '2002:808:808::1', '2001::1', '2001:db8::1', '3fff::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1'],
    ...['fe80::1%eth0', '2606:4700::1111%1', 'fec0::1', 'ff02::1', '100::1', '5f00::1', 'localhost', '', '1.2.3'],
  ])('%s is refused', (address) => expect(mayBeReached(address, strict)).toBe(false));

  it.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001:800::200e'])(
    '%s may be reached',
    (address) => expect(mayBeReached(address, strict)).toBe(true),
  );

  it('of IPv4 in any dress of IPv6 is refused, public or not', () =>
    fc.assert(
      fc.property(bytes, ([a, b, c, d]) => {
        const [high, low] = [hex(a * 256 + b), hex(c * 256 + d)];
        for (const dress of [
          `::ffff:${high}:${low}`,
          `::${high}:${low}`,
          `64:ff9b::${high}:${low}`,
          `2002:${high}:${low}::1`,
        ])
          expect([dress, mayBeReached(dress, strict)]).toEqual([dress, false]);
      }),
    ));

  it('within ranges of the operator may be reached, and no other inside', () => {
    const own = { allow: ['10.1.2.0/24', 'fd00:1::/32'] };
    expect(
      ['10.1.2.9', '10.1.3.9', 'fd00:1::5', 'fd00:2::5', '::ffff:10.1.2.9'].map((one) => mayBeReached(one, own)),
    ).toEqual([true, false, true, false, false]);
  });
});

describe('a URL', () => {
  it.each([
    ['http://hooks.example.com/', /must be https$/],
    ['ftp://hooks.example.com/', /must be https/],
    ['https://user@hooks.example.com/', /user or a password/],
    ['https://:word@hooks.example.com/', /user or a password/],
    ['https://hooks.example.com/#there', /fragment/],
    ['hooks.example.com', /is none/],
    [`https://hooks.example.com/${'a'.repeat(2_000)}`, /is none/],
    ['javascript:alert(1)', /https/],
  ])('%s is refused', (url, why) => expect(() => targetOf(url, strict)).toThrow(why));

  it('is http only where that is allowed', () =>
    expect(targetOf('http://127.0.0.1:9/x', { ...strict, http: true }).port).toBe('9'));

  it.each([
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://2130706433/', '127.0.0.1'],
    ['https://[::ffff:7f00:1]/', '::ffff:7f00:1'],
    ['https://hooks.example.com./', 'hooks.example.com'],
    ['https://１２７.0.0.1/', '127.0.0.1'],
  ])('%s is seen for what it is', (url, host) => expect(hostOf(targetOf(url, strict))).toBe(host));

  it('is refused when one of its addresses is inside, and for a port that is not called', () => {
    const judged =
      (url: string, addresses: string[], policy = strict) =>
      () =>
        requireReachable(new URL(url), addresses, policy);
    expect(judged('https://a.example/', ['8.8.8.8', '10.0.0.1'])).toThrow(/not a public one/);
    expect(judged('https://a.example/', [])).toThrow(/no address/);
    expect(judged('https://a.example:22/', ['8.8.8.8'])).toThrow(/port/);
    expect(judged('https://a.example:8443/', ['8.8.8.8'])).not.toThrow();
    const own = { ...strict, allow: ['10.0.0.0/8'] };
    expect(judged('https://a.example:9000/', ['10.0.0.1'], own)).not.toThrow();
    expect(judged('https://a.example:9000/', ['10.0.0.1', '8.8.8.8'], own)).toThrow(/port/);
  });
});
