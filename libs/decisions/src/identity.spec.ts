import type { Fact } from '@rapport/events';
import { carried, fact, given, handleNamed, retracted } from '@rapport/fold/given';
import { decide } from './decide-in-memory';
import { identityOf } from './identity-of';

const seen = (...names: readonly string[]): Fact =>
  fact('PurchaseMade', {}, { handles: names.map((name) => carried(name.replace(/\d+$/, ''), name)) }) as Fact;
const id = (name: string): string => handleNamed(`${name.replace(/\d+$/, '')}:${name}`);

/** Groups of handles by name, without those that stand alone. */
const groups =
  (...expected: readonly (readonly string[])[]) =>
  (customers: ReadonlyMap<string, string>): void => {
    const found = new Map<string, string[]>();
    for (const [handle, customer] of customers) found.set(customer, [...(found.get(customer) ?? []), handle]);
    const sets = [...found.values()].filter(({ length }) => length > 1).map((group) => group.sort());
    expect(sets.sort()).toEqual(expected.map((group) => group.map(id).sort()).sort());
  };
const who = (facts: readonly Fact[]): ReadonlyMap<string, string> => {
  const { customers } = decide(facts);
  expect([...customers].sort()).toEqual([...identityOf(facts)].sort());
  return customers;
};
const kinds = (facts: readonly Fact[]): unknown[] =>
  decide(facts).decided.map(({ type, data }) => [type.replace('Identifiers', ''), data['why']]);

describe('identity', () => {
  it('links what one source asserts for one person', () => {
    given(seen('userId1', 'email1'))
      .when(who)
      .then(groups(['userId1', 'email1']));
    given(seen('userId1', 'email1'))
      .when(kinds)
      .then([['Linked', 'asserted']]);
  });

  it('decides nothing new when the same is asserted again', () => {
    given(seen('userId1', 'email1'), seen('email1', 'userId1'), seen('userId1'))
      .when(kinds)
      .then([['Linked', 'asserted']]);
  });

  it('follows chains and cycles', () => {
    const chain = [seen('userId1', 'email1'), seen('email1', 'loyaltyCard1'), seen('loyaltyCard1', 'anonymousId1')];
    const all = ['userId1', 'email1', 'loyaltyCard1', 'anonymousId1'];
    given(...chain)
      .when(who)
      .then(groups(all));
    given(...chain, seen('anonymousId1', 'userId1'))
      .when(who)
      .then(groups(all));
  });

  it('withdraws earlier links of an identifier that turns out to be shared', () => {
    const family = ['userId1', 'userId2', 'userId3'].map((user) => seen(user, 'phone1'));
    given(...family)
      .when(who)
      .then(groups(['userId1', 'userId2', 'userId3', 'phone1']));
    given(...family, seen('userId4', 'phone1'))
      .when(who)
      .then(groups());
    given(...family, seen('userId4', 'phone1'))
      .when(kinds)
      .then([...Array<unknown>(3).fill(['Linked', 'asserted']), ...Array<unknown>(3).fill(['Unlinked', 'shared'])]);
  });

  it('counts persons per identifier type, not events or kinds of identifier', () => {
    given(seen('userId1', 'loyaltyCard1', 'email1'), seen('userId2', 'email1'), seen('userId2', 'email1'))
      .when(who)
      .then(groups(['userId1', 'loyaltyCard1', 'userId2', 'email1']));
  });

  it('restores the links when a retraction brings it under the limit', () => {
    const facts = ['userId1', 'userId2', 'userId3'].map((user) => seen(user, 'email1'));
    given(...facts)
      .when(who)
      .then(groups());
    given(...facts, retracted(facts[1]!))
      .when(who)
      .then(groups(['userId1', 'userId3', 'email1']));
    given(...facts, retracted(facts[1]!))
      .when(kinds)
      .then((decided) =>
        expect((decided as unknown[]).slice(-2)).toEqual(Array(2).fill(['Linked', 'no-longer-shared'])),
      );
  });

  it('keeps a link as long as some event in force asserts it', () => {
    const [one, two] = [seen('userId1', 'email1'), seen('userId1', 'email1')];
    given(one, two, retracted(one))
      .when(who)
      .then(groups(['userId1', 'email1']));
    given(one, two, retracted(one), retracted(two)).when(who).then(groups());
    given(retracted(one), one).when(who).then(groups());
  });

  it("never links through an identifier that is nobody's", () => {
    given(seen('anonymousId1'), seen('email1')).when(who).then(groups());
  });
});
