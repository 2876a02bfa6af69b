import * as fc from 'fast-check';
import { decodeEvent, type Fact } from '@rapport/events';
import { carried, corrected, fact, retracted } from '@rapport/fold/given';
import { decide } from './decide-in-memory';
import { identityOf } from './identity-of';
import { joinCustomers, splitCustomer, type KnownEdge, type PersonCommand } from './person-commands';

const NAMES = [
  'userId1',
  'userId2',
  'userId3',
  'userId4',
  'loyaltyCard1',
  'email1',
  'email2',
  'phone1',
  'anonymousId1',
];
const node = (name: string) => carried(name.replace(/\d+$/, ''), name);
const event = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .map((names) => fact('PurchaseMade', {}, { handles: names.map(node) }) as Fact);
/** Events, some of them retracted and some of these stated anew, in any order of arrival. */
const streams = fc
  .array(event, { minLength: 1, maxLength: 14 })
  .chain((events) => fc.record({ events: fc.constant(events), gone: fc.subarray(events), back: fc.subarray(events) }))
  .map(({ events, gone, back }) => [
    ...events,
    ...gone.map((it) => retracted(it)),
    ...back.map((it) => corrected(it, {})),
  ]);
const shuffled = (facts: readonly Fact[]) => fc.shuffledSubarray([...facts], { minLength: facts.length });

const command: PersonCommand = { by: 'key a-17', at: '2026-11-20T10:00:00.000Z' };
const customersIn = (facts: readonly Fact[]) => [...decide(facts).customers].sort();
const membersOf = (facts: readonly Fact[], customer: string) => {
  const refs = new Map(facts.flatMap(({ handles }) => handles).map((ref) => [ref.handle, ref]));
  return [...decide(facts).customers].filter(([, of]) => of === customer).map(([handle]) => refs.get(handle)!);
};
/** The edges of the graph as a reader of the identity tables sees them once all decisions are read back. */
const edgesOf = (facts: readonly Fact[]): KnownEdge[] =>
  decide(facts).edges.map((edge) => ({ ...edge, linked: edge.decided }));
const recorded = (facts: readonly Fact[], outcome: ReturnType<typeof joinCustomers>): Fact[] => {
  if (!outcome.ok) throw new Error(outcome.detail);
  const read = outcome.events.map((made) => decodeEvent({ ...made, position: '', recordedAt: command.at }));
  return [...facts, ...decide(facts).decided, ...read];
};

describe('identity in any order', () => {
  it('comes to the same customers, and to those of the rule applied in one go', () => {
    const law = fc.property(
      streams.chain((facts) => fc.tuple(shuffled(facts), shuffled(facts))),
      ([one, other]) => {
        expect(customersIn(one)).toEqual(customersIn(other));
        expect(customersIn(one)).toEqual([...identityOf(one)].sort());
      },
    );
    fc.assert(law, { numRuns: 300 });
  });

  it('decides the same again when its own decisions are in the log already', () => {
    const law = fc.property(streams, (facts) => {
      const { decided, customers } = decide(facts);
      const again = decide([...facts, ...decided]);
      expect(again.decided.map(({ eventId, data }) => ({ eventId, data }))).toEqual(
        decided.map(({ eventId, data }) => ({ eventId, data })),
      );
      expect([...again.customers].sort()).toEqual([...customers].sort());
    });
    fc.assert(law, { numRuns: 100 });
  });

  it('joins two customers and splits them again as if nothing had happened', () => {
    const law = fc.property(streams, (facts) => {
      const customers = [...new Set(decide(facts).customers.values())];
      fc.pre(customers.length > 1);
      const [first, second] = [membersOf(facts, customers[0]!), membersOf(facts, customers[1]!)];
      const joined = recorded(facts, joinCustomers(first, second, edgesOf(facts), command));
      expect(new Set(first.concat(second).map(({ handle }) => decide(joined).customers.get(handle))).size).toBe(1);
      const off = second.map(({ handle }) => handle);
      const split = splitCustomer([...first, ...second], off, edgesOf(joined), command);
      expect(customersIn(recorded(joined, split))).toEqual(customersIn(facts));
    });
    fc.assert(law, { numRuns: 150 });
  });
});
