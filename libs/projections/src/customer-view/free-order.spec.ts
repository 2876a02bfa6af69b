import fc from 'fast-check';
import { type EventType, type Fact, canonicalJson, typeDefinition } from '@rapport/events';
import { effectiveFacts, evolve, replay } from '@rapport/fold';
import { corrected, fact, retracted } from '@rapport/fold/given';
import { type CustomerView, customerView } from './fold';

const id = fc.constantFrom('1', '2', '3');
const currency = fc.constantFrom('EUR', 'JPY');
const amount = fc.constantFrom('10.00', '0.1', '25', '7.125', '3.50');
const sealed = fc.constantFrom({}, { note: 'cell-a', '*': 'x' }, { text: 'cell-b', subject: 'cell-c' });
const dueAt = '2026-04-01T00:00:00.000Z';
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const scale = { survey: 's', question: 'q', scaleMin: 1, scaleMax: 5 };

const payloads: Readonly<Record<string, fc.Arbitrary<object>>> = {
  PageViewed: fc.record({ name: id }),
  CallStarted: fc.record({ callId: id, direction: fc.constant('inbound') }),
  PurchaseMade: fc.record({ orderId: id, currency, amount }),
  ItemReturned: fc.record({ orderId: maybe(id), currency, amount }),
  OrderCancelled: fc.record({ orderId: id, currency: maybe(currency), amount: maybe(amount) }),
  ProfileStated: fc.record({ language: fc.constantFrom('de', 'zh'), industry: maybe(id) }),
  PreferenceStated: fc.record({ topic: id, value: id }),
  AccountJoined: fc.record({ accountId: id }),
  AccountLeft: fc.record({ accountId: id }),
  ConsentGiven: fc.record({ purpose: id, medium: maybe(id) }),
  ConsentWithdrawn: fc.record({ purpose: id, medium: maybe(id) }),
  PromiseMade: fc.record({ promiseId: id, dueAt: fc.constant(dueAt) }),
  PromiseKept: fc.record({ promiseId: id }),
  CaseOpened: fc.record({ caseId: id, kind: fc.constantFrom('enquiry', 'complaint') }),
  CaseReclassified: fc.record({ caseId: id, kind: fc.constantFrom('enquiry', 'complaint') }),
  CaseAnswered: fc.record({ caseId: id }),
  CaseReopened: fc.record({ caseId: id }),
  CaseClosed: fc.record({ caseId: id }),
  SurveyAnswered: fc.record({ score: fc.nat(5) }).map((data) => ({ ...scale, ...data })),
  ProductConfigured: fc.record({ sku: id, options: fc.constant({ colour: 'red' }) }),
};

interface Said {
  readonly type: EventType;
  readonly data: object;
  readonly minute: number;
  readonly sealed: Fact['sealed'];
  readonly then: 'stays' | 'corrected' | 'retracted';
}
const said: fc.Arbitrary<Said> = fc.constantFrom(...Object.keys(payloads)).chain((type) =>
  fc.record({
    type: fc.constant(type as EventType),
    data: payloads[type]!.map((data) => JSON.parse(JSON.stringify(data)) as object),
    // Few minutes: many events at the same moment, so that the event id decides.
    minute: fc.nat(20),
    sealed,
    then: fc.constantFrom('stays', 'stays', 'stays', 'corrected', 'retracted'),
  }),
);

const at = (minute: number): string => `2026-03-01T09:${String(minute).padStart(2, '0')}:00.000Z`;
const factsOf = ({ type, data, minute, sealed: cells, then }: Said, nth: number): Fact[] => {
  const channel = typeDefinition(type)!.channels[0]!;
  const one = fact(type, data, { id: `f${nth}`, occurredAt: at(minute), sealed: cells, channel }) as Fact;
  if (then === 'stays') return [one];
  const made = { id: `change-${nth}` };
  return [one, then === 'retracted' ? retracted(one, made) : corrected(one, { occurredAt: at(20 - minute) }, made)];
};

/** As the database gives a row back: other order of keys, nothing undefined. */
const stored = (row: CustomerView): CustomerView => JSON.parse(canonicalJson(row)) as CustomerView;

describe('customer-view in any order', () => {
  it('handles only event types that exist', () => {
    const unknown = Object.keys(customerView.on).filter((type) => typeDefinition(type) === undefined);
    expect(unknown).toEqual([]);
  });

  it('ends in the same row, whatever the order and the batches, corrections and retractions included', () => {
    const cases = fc.array(said, { maxLength: 40 }).chain((all) => {
      const facts = all.flatMap(factsOf);
      const effective = effectiveFacts(facts);
      return fc.record({
        facts: fc.constant(facts),
        arrived: fc.shuffledSubarray([...facts], { minLength: facts.length }),
        order: fc.shuffledSubarray([...effective], { minLength: effective.length }),
        cuts: fc.array(fc.boolean(), { minLength: effective.length, maxLength: effective.length }),
      });
    });
    fc.assert(
      fc.property(cases, ({ facts, arrived, order, cuts }) => {
        const expected = replay(customerView, facts);
        const step = (row: CustomerView, one: Fact, nth: number): CustomerView => {
          const next = evolve(customerView, row, one);
          return cuts[nth] ? stored(next) : next;
        };
        expect(order.reduce(step, customerView.initial())).toEqual(expected);
        expect(replay(customerView, arrived)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('shares no part between two rows that are folded in place', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 25 }), fc.array(said, { maxLength: 25 }), (one, other) => {
        const facts = one.flatMap(factsOf);
        const row = replay(customerView, facts);
        const before = canonicalJson(row);
        replay(customerView, [...facts, ...other.map((it, nth) => factsOf(it, nth + 100)).flat()]);
        expect(canonicalJson(row)).toBe(before);
        expect(canonicalJson(replay(customerView, facts))).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  it('changes no row in place that is not its own', () => {
    const deepFreeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
      return value;
    };
    fc.assert(
      fc.property(fc.array(said, { maxLength: 25 }), (all) => {
        const facts = effectiveFacts(all.flatMap(factsOf));
        facts.reduce((row, one) => deepFreeze(evolve(customerView, row, one)), deepFreeze(customerView.initial()));
      }),
      { numRuns: 50 },
    );
  });
});
