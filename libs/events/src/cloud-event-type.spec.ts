import { cloudEventTypeOf, eventTypeOf } from './cloud-event-type';
import { typeDefinitions } from './type-definition';

it('names a type as CloudEvents do', () => {
  expect(cloudEventTypeOf('PurchaseMade')).toBe('io.rapport.purchase-made.v1');
  expect(cloudEventTypeOf('SurveyAnswered')).toBe('io.rapport.survey-answered.v2');
  expect(cloudEventTypeOf('SurveyAnswered', 1)).toBe('io.rapport.survey-answered.v1');
});

it('reads every name back, and no two types have one name', () => {
  const names = typeDefinitions().map(({ type }) => cloudEventTypeOf(type));
  expect(new Set(names).size).toBe(names.length);
  for (const { type, version } of typeDefinitions())
    expect(eventTypeOf(cloudEventTypeOf(type))).toEqual({ type, version });
});

it.each([
  'io.rapport.unheard-of.v1',
  'com.example.purchase-made.v1',
  'io.rapport.purchase-made',
  'io.rapport.purchase-made.v0',
])('%p is none of ours', (name) => expect(eventTypeOf(name)).toBeNull());
