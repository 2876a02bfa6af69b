import { eventIdOf, uuid5 } from './uuid5';

it('is a name-based UUID: version 5, variant of RFC 9562, the same for ever', () => {
  expect(uuid5('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventIdOf('pos/berlin-3', '0198c7-1')).toBe('339b6880-07bb-5c66-801c-c6d95a350673');
});

it('keeps the parts apart', () => {
  expect(eventIdOf('a', 'bc')).not.toBe(eventIdOf('ab', 'c'));
  expect(uuid5('a', 'b', 'c')).not.toBe(uuid5('a', 'b'));
});
