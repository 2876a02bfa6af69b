import fc from 'fast-check';
import { normaliseIdentifier, rankOf, strongestFirst } from './identifier';

const defaults = { namespace: 'shop', country: 'DE' };
const value = (type: string, text: string, country: string | undefined = 'DE') => {
  const found = normaliseIdentifier({ type, value: text }, { namespace: 'shop', ...(country && { country }) });
  return found.ok ? found.identifier.value : found.code;
};

describe('e-mail', () => {
  it.each([
    [' Li.Wei+Shop@Example.COM ', 'li.wei+shop@example.com'],
    ['info@MÜNCHEN.de', 'info@xn--mnchen-3ya.de'],
    ['info@xn--mnchen-3ya.de', 'info@xn--mnchen-3ya.de'],
    ['JOSE\u0301@example.com', 'jos\u00e9@example.com'],
    ["o'neil@a-b.co.uk", "o'neil@a-b.co.uk"],
    ['用户@例子.公司', '用户@xn--fsqu00a.xn--55qx5d'],
  ])('%p is %p', (text, normal) => expect(value('email', text)).toBe(normal));

  it.each([
    '',
    'li',
    'li@',
    '@example.com',
    'li@localhost',
    'li@example',
    'li@example..com',
    '.li@example.com',
    'li.@example.com',
    'l..i@example.com',
    'Li <li@example.com>',
    'mailto:li@example.com?',
    'li@exa mple.com',
    'a@b@example.com',
    'li@-example.com',
    'li@1.2.3.4',
    `${'x'.repeat(65)}@example.com`,
    `li@${'x'.repeat(64)}.com`,
    'li\u0000@example.com',
    'li\u200b@example.com',
    'li@example.com/path',
    'li@example.com:25',
    'li@ex%61mple.com',
  ])('refuses %p', (text) => expect(value('email', text)).toBe('bad-email'));
});

describe('phone', () => {
  it.each([
    ['030 / 123 456', 'DE', '+4930123456'],
    ['+49 (0)30 123456', undefined, '+4930123456'],
    ['0049 30 123456', 'DE', '+4930123456'],
    ['0049 30 123456', 'US', '+4930123456'],
    ['0049 30 123456', undefined, '+4930123456'],
    ['001-849-959-4245x1045', 'US', '+18499594245;ext=1045'],
    ['983.566.0706x9509', 'US', '+19835660706;ext=9509'],
    ['+1 202 555 0123 ext. 7', undefined, '+12025550123;ext=7'],
    ['tel:+4930123456;ext=12', undefined, '+4930123456;ext=12'],
    ['＋８６ １３８ ００１３ ８０００', undefined, '+8613800138000'],
    ['13800138000', 'CN', '+8613800138000'],
    ['06 698 12345', 'IT', '+390669812345'],
  ])('%p in %p is %p', (text, country, normal) => expect(value('phone', text, country ?? '')).toBe(normal));

  it('asks for the country of a national number', () => {
    expect(value('phone', '030 123456', '')).toBe('country-needed');
    expect(value('phone', '030 123456', 'XX')).toBe('country-needed');
  });

  it.each([
    '000000',
    '0000000000',
    '+49 0000000',
    '',
    '-6854',
    '12',
    '+',
    '+999 1234567',
    '+49',
    'call 030 123456',
    '0800 FLOWERS!',
    '+4930123456789012345',
  ])('refuses %p', (text) => expect(value('phone', text)).toBe('bad-phone'));
});

describe('others', () => {
  it('are trimmed, composed, keep their case, and have an issuer', () => {
    const sent = { type: 'loyaltyCard', value: ' LC-e\u0301 ', issuer: ' pos ' };
    expect(normaliseIdentifier(sent, defaults)).toEqual({
      ok: true,
      identifier: { type: 'loyaltyCard', value: 'LC-\u00e9', issuer: 'pos' },
    });
    expect(normaliseIdentifier({ type: 'userId', value: '17850' }, defaults)).toMatchObject({
      identifier: { issuer: 'shop' },
    });
  });

  it('e-mail and phone are global, whoever says them', () =>
    expect(normaliseIdentifier({ type: 'email', value: 'a@b.de', issuer: 'crm' }, defaults)).toEqual({
      ok: true,
      identifier: { type: 'email', value: 'a@b.de' },
    }));

  it.each(['', ' ', 'a\nb', 'x'.repeat(201), 'null', 'N/A', 'Undefined', '0000000', '---'])('refuses %p', (text) =>
    expect(value('crmId', text)).toBe('bad-identifier'),
  );
  it.each(['\\N', '#N/A', '(not set)', '<null>', '[Unknown]', 'Guest'])('takes %p for nobody', (text) =>
    expect(value('userId', text)).toBe('bad-identifier'),
  );
  it.each(['0', 'nancy', 'guest-17', '5E10', 'N-1', '3.27E+11'])('takes %p as it is', (text) =>
    expect(normaliseIdentifier({ type: 'userId', value: text }, defaults)).toMatchObject({
      identifier: { value: text },
    }),
  );
  it.each(['Email', 'user id', '', '9id', '__proto__'])('refuses the type %p', (type) =>
    expect(value(type, 'x')).toBe('bad-identifier'),
  );
});

it('normalising twice changes nothing', () => {
  const sent = fc.record({
    type: fc.constantFrom('email', 'phone', 'userId'),
    value: fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^\+?[0-9 ()-]{5,16}(x\d{1,4})?$/),
    ),
  });
  fc.assert(
    fc.property(sent, (identifier) => {
      const once = normaliseIdentifier(identifier, defaults);
      if (once.ok) expect(normaliseIdentifier(once.identifier, defaults)).toEqual(once);
    }),
    { numRuns: 2_000 },
  );
});

it('a refusal does not repeat an address or a number', () => {
  const refused = normaliseIdentifier({ type: 'email', value: 'secret.person' }, defaults);
  expect(JSON.stringify(refused)).not.toContain('secret');
});

it('puts the strongest first, in any order of arrival', () => {
  const types = ['anonymousId', 'zebra', 'email', 'crmId', 'phone', 'apple', 'deviceId', 'loyaltyCard', 'userId'];
  const sorted = ['crmId', 'userId', 'loyaltyCard', 'email', 'phone', 'deviceId', 'anonymousId', 'apple', 'zebra'];
  fc.assert(
    fc.property(fc.shuffledSubarray(types, { minLength: types.length }), (shuffled) =>
      expect(strongestFirst(shuffled.map((type) => ({ type }))).map(({ type }) => type)).toEqual(sorted),
    ),
  );
  expect(rankOf('apple')).toBe(rankOf('zebra'));
  const same = [
    { type: 'userId', issuer: 'b', value: '1' },
    { type: 'userId', issuer: 'a', value: '2' },
  ];
  expect(strongestFirst(same)).toEqual(strongestFirst([...same].reverse()));
});
