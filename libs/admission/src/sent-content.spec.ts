import fc from 'fast-check';
import { purchase } from './given';
import { sentContent } from './sent-content';

const OCCURRED = '2026-11-20T16:04:05.000Z';
const contentOf = (value: object): string =>
  sentContent(value as Record<string, unknown>, { id: 'p', occurredAt: OCCURRED });

/** The same JSON with the members of every object in another order. */
const reordered = (value: unknown, pick: (below: number) => number): unknown => {
  if (Array.isArray(value)) return value.map((item) => reordered(item, pick));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, reordered(member, pick)] as const);
  const mixed: (readonly [string, unknown])[] = [];
  for (const member of members) mixed.splice(pick(mixed.length + 1), 0, member);
  return Object.fromEntries(mixed);
};

const data = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

describe('what an interaction said', () => {
  it('is the same for any order of members, white space and notation of the time', () =>
    fc.assert(
      fc.property(data, fc.infiniteStream(fc.nat()), (more, chance) => {
        const sent = purchase({ id: 'p', data: more, context: more });
        const pick = (below: number) => chance.next().value! % below;
        const again = JSON.parse(JSON.stringify(reordered(sent, pick), null, 3)) as object;
        expect(contentOf({ ...again, occurredAt: OCCURRED })).toBe(contentOf(sent));
      }),
    ));

  it('is another one for any change of the data', () =>
    fc.assert(
      fc.property(data, data, (one, other) => {
        const same = contentOf(purchase({ data: one })) === contentOf(purchase({ data: other }));
        expect(same).toBe(
          JSON.stringify(reordered(one, () => 0)) === JSON.stringify(reordered(other, () => 0)) || equal(one, other),
        );
      }),
    ));

  it.each([
    ['sentAt', { sentAt: '2026-11-20T16:04:06Z' }],
    ['carriedBy', { carriedBy: 'orders.csv.gz:17' }],
    ['receivedAt', { receivedAt: '2026-11-20T16:04:06Z' }],
    ['retryCount', { retryCount: 3 }],
    ['traceparent', { traceparent: '00-11111111111111111111111111111111-2222222222222222-01' }],
    ['transport in the context', { context: { sentAt: 'x', receivedAt: 'y', retryCount: 1 } }],
    ['empty context', { context: {} }],
    ['the order of identifiers', { identifiers: [...(purchase()['identifiers'] as object[])].reverse() }],
  ])('does not speak of %s', (_, over) =>
    expect(contentOf(purchase({ ...over, id: 'p' }))).toBe(contentOf(purchase({ id: 'p' }))),
  );

  it.each([
    ['an identifier', { identifiers: [{ type: 'email', value: 'li@example.com' }] }],
    ['no identifier', { identifiers: [] }],
    ['a type', { type: 'ItemReturned' }],
    ['context', { context: { agent: 'a-17' } }],
    ['a correlation', { correlationId: 'c' }],
    ['history', { historical: true }],
    ['an unknown member', { loyalty: 1 }],
    ['a source', { source: 'pos/berlin-4' }],
  ])('speaks of %s', (_, over) => expect(contentOf(purchase({ ...over }))).not.toBe(contentOf(purchase())));

  it('treats absent identifiers as none, and speaks of the time', () => {
    const { identifiers: _, ...nobody } = purchase();
    expect(contentOf(nobody)).toBe(contentOf(purchase({ identifiers: [] })));
    const later = sentContent(purchase(), { id: 'p', occurredAt: '2026-11-20T16:04:05.001Z' });
    expect(later).not.toBe(contentOf(purchase()));
  });
});

const equal = (one: unknown, other: unknown): boolean => {
  try {
    expect(JSON.parse(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(other)));
    return true;
  } catch {
    return false;
  }
};
