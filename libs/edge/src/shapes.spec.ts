import { nameSchemas } from './name-schemas';
import { either, id, listOf, maybe, named, pageOf, record, text, whole, word } from './shapes';

describe('shapes', () => {
  const point = record({ x: whole() }, { note: text() });
  it('tell fields that are always there from those that may be absent', () => {
    const properties = { x: { type: 'integer' }, note: { type: 'string' } };
    expect(point).toEqual({ type: 'object', required: ['x'], properties });
  });

  it.each([
    ['a text', text('Why'), { type: ['string', 'null'], description: 'Why' }],
    ['a word', word(['a', 'b']), { type: ['string', 'null'], enum: ['a', 'b', null] }],
    ['a shape with a name', named('Point', point), { oneOf: [{ title: 'Point', ...point }, { type: 'null' }] }],
    ['one of several', either(whole(), point), { oneOf: [{ anyOf: [whole(), point] }, { type: 'null' }] }],
  ])('allow null beside %s', (_, schema, nullable) => {
    expect(maybe(schema)).toEqual(nullable);
  });

  it('make pages of lists', () => {
    expect(pageOf('points', point, { day: text() })).toMatchObject({
      required: ['day', 'points', 'next'],
      properties: { points: { type: 'array', items: point }, next: { type: ['string', 'null'] } },
    });
  });
});

describe('named shapes', () => {
  it('stand once in the document, wherever they are used, also in one another', () => {
    const inner = named('Inner', record({ id: id() }));
    const outer = named('Outer', record({ all: listOf(inner) }));
    const schemas = {};
    expect(nameSchemas({ a: outer, b: [inner, maybe(outer)] }, schemas)).toEqual({
      a: { $ref: '#/components/schemas/Outer' },
      b: [
        { $ref: '#/components/schemas/Inner' },
        { oneOf: [{ $ref: '#/components/schemas/Outer' }, { type: 'null' }] },
      ],
    });
    expect(schemas).toEqual({
      Inner: record({ id: id() }),
      Outer: record({ all: listOf({ $ref: '#/components/schemas/Inner' }) }),
    });
  });

  it('are refused where two have one name', () => {
    const two = [named('A', record({ id: id() })), named('A', record({ name: text() }))];
    expect(() => nameSchemas(two, {})).toThrow('two shapes are called A');
    expect(() => nameSchemas(named('Problem', record({})), { Problem: {} })).toThrow('two shapes are called Problem');
  });

  it('leave alone what only looks like one: a field of that name, a title in an example', () => {
    const untouched = { value: { title: 'Mr' }, schema: record({ title: text() }) };
    expect(nameSchemas(untouched, {})).toEqual(untouched);
  });
});
