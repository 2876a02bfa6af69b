import type { DataOf, EventType, FactOf } from './registry';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const proven = <Statement extends true>(statement?: Statement) => statement;

it('the types of facts follow from the payload classes', () => {
  proven<Same<FactOf<'PurchaseMade'>['type'], 'PurchaseMade'>>();
  proven<Same<DataOf<'PurchaseMade'>['amount'], string>>();
  proven<Same<DataOf<'CallEnded'>['queueSeconds'], number | undefined>>();
  proven<Same<FactOf<'SurveyAnswered'>['data']['scaleMin'], number>>();
  proven<'IdentifiersLinked' extends EventType ? true : false>();
  proven<Same<Extract<EventType, 'Unheard'>, never>>();
  // @ts-expect-error no such type
  const unheard: EventType = 'Unheard';
  // @ts-expect-error facts never change
  const change = (fact: FactOf<'PurchaseMade'>) => void (fact.data.amount = '1');
  expect([unheard, typeof change]).toEqual(['Unheard', 'function']);
});
