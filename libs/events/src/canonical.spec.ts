import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, canonicalOnce } from './canonical';

const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary', noUnicodeString: false });

it('writes what the reference implementation writes', () =>
  fc.assert(
    fc.property(json, (value) => expect(canonicalJson(value)).toBe(canonicalize(value))),
    { numRuns: 2_000 },
  ));

it('gives equal values equal bytes, whatever the order of their members', () =>
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), json), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
    }),
  ));

it('sorts by UTF-16 code units and keeps the number forms of RFC 8785', () => {
  expect(canonicalJson({ '\ud83d\ude00': 1, '\ufb33': 2, '\r': 3, '1': 4, é: 5 })).toBe(
    '{"\\r":3,"1":4,"é":5,"\ud83d\ude00":1,"\ufb33":2}',
  );
  expect(canonicalJson([1e21, 1e-7, 333333333.33333329, 4.5, 2e-3, 1e-27, -0, 0.1 + 0.2])).toBe(
    '[1e+21,1e-7,333333333.3333333,4.5,0.002,1e-27,0,0.30000000000000004]',
  );
});

it('is one line, so that bodies can be joined by line feeds', () =>
  expect(canonicalJson({ a: 'x\ny\u2028z\r' })).not.toMatch(/[\n\r]/));

it('leaves out undefined members', () => expect(canonicalJson({ b: undefined, a: [undefined] })).toBe('{"a":[null]}'));

it.each([NaN, Infinity, 1n, () => 1, Symbol('s'), new Date(0), new Map(), new Set(), '\ud800', { '\udc00': 1 }])(
  'refuses %p',
  (value) => expect(() => canonicalJson(value)).toThrow(TypeError),
);

it('gives a value whose text it keeps the same text, alone and within others', () => {
  const shared = canonicalOnce({ b: [1, { y: 'x"', x: null }], a: 'ü' });
  expect(canonicalJson(shared)).toBe('{"a":"ü","b":[1,{"x":null,"y":"x\\""}]}');
  expect(canonicalJson({ z: [shared], a: shared })).toBe(canonicalJson({ z: [{ ...shared }], a: { ...shared } }));
});
