import { isWanted } from '@rapport/event-store';
import { typeDefinitions, type Fact } from '@rapport/events';
import { handles, type Projection } from '@rapport/fold';
import { projections } from '@rapport/projections';
import { worldProjections } from '../world/projections';
import { eitherOf, typesOf } from './filter';

const all: readonly Projection[] = [...projections, ...worldProjections].map(({ projection }) => projection);
const named = (name: string): Projection => all.find((projection) => projection.name === name)!;
const isRead = (projection: Projection, type: string): boolean => isWanted(typesOf(projection))(type);

it('reads every type that a fold handles', () => {
  for (const projection of all) {
    for (const { type, channels } of [...typeDefinitions(), { type: 'ForgottenType', channels: ['web'] as const }]) {
      const isHandled = channels.some((channel) => handles(projection, { type, channel } as Fact));
      if (isHandled) expect([projection.name, type, isRead(projection, type)]).toEqual([projection.name, type, true]);
    }
  }
});

it('reads corrections for whoever folds customers, since they may be about anything', () => {
  expect(isRead(named('value'), 'InteractionRetracted')).toBe(true);
  expect(isRead(named('customer-view'), 'InteractionCorrected')).toBe(true);
});

it('leaves out what no fold can have a use for', () => {
  expect(typesOf(named('value'))).toEqual({
    only: ['PurchaseMade', 'ItemReturned', 'OrderCancelled', 'InteractionCorrected', 'InteractionRetracted'],
  });
  expect(isRead(named('customer-view'), 'IdentifiersLinked')).toBe(false);
  expect(isRead(named('customer-view'), 'ForgottenType')).toBe(true);
  expect(isRead(named('signals'), 'PurchaseMade')).toBe(false);
});

it('reads for several what one of them reads, and nothing else', () => {
  const types = [...typeDefinitions().map(({ type }) => type), 'ForgottenType'];
  for (const one of all) {
    for (const other of all) {
      const either = isWanted(eitherOf(typesOf(one), typesOf(other)));
      expect(types.filter(either)).toEqual(types.filter((type) => isRead(one, type) || isRead(other, type)));
    }
  }
});
