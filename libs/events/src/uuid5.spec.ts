import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { eventIdOf, uuid5 } from './uuid5';

const NAMESPACE = Buffer.from('5b1f6f3e2c8a4d0e9a7710c4e8d3b6a2', 'hex');

it('is a name-based UUID: version 5, variant of RFC 9562, the same for ever', () => {
  expect(uuid5('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventIdOf('pos/berlin-3', '0198c7-1')).toBe('339b6880-07bb-5c66-801c-c6d95a350673');
});

it('has the bits of RFC 9562 for any name', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (a, b) => {
      const hash = createHash('sha1').update(NAMESPACE).update(`${a}\n${b}`).digest();
      hash[6] = (hash[6]! & 0x0f) | 0x50;
      hash[8] = (hash[8]! & 0x3f) | 0x80;
      expect(uuid5(a, b).replaceAll('-', '')).toBe(hash.toString('hex', 0, 16));
    }),
  ));

it('keeps the parts apart', () => {
  expect(eventIdOf('a', 'bc')).not.toBe(eventIdOf('ab', 'c'));
  expect(uuid5('a', 'b', 'c')).not.toBe(uuid5('a', 'b'));
});
