import * as fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { effectiveFacts } from './effective-facts';
import { corrected, fact, retracted } from './given';

const purchase = (amount: string, more: Partial<Fact> = {}): Fact =>
  fact('PurchaseMade', { orderId: 'o', currency: 'EUR', amount }, more) as Fact;
const amounts = (facts: readonly Fact[]): unknown[] => effectiveFacts(facts).map(({ data }) => data['amount']);

describe('effective facts', () => {
  it('come in the order of history, whatever the order of arrival', () => {
    const late = purchase('1.00', { occurredAt: '2020-01-01T00:00:00.000Z' });
    expect(amounts([purchase('2.00'), late])).toEqual(['1.00', '2.00']);
  });

  it('break ties of time by event id', () => {
    const at = { occurredAt: '2026-01-01T00:00:00.000Z' };
    const two = [purchase('1.00', { ...at, eventId: 'b' }), purchase('2.00', { ...at, eventId: 'a' })];
    expect(amounts(two)).toEqual(['2.00', '1.00']);
  });

  it('carry the data of the last correction and keep what it does not speak of', () => {
    const target = purchase('1.00', { sealed: { note: 'old note', gift: 'gift' } });
    const change = { data: { orderId: 'o', amount: '5.00' }, occurredAt: '2020-02-02T00:00:00.000Z' };
    const [only] = effectiveFacts([
      target,
      corrected(target, change, { sealed: { 'data.note': 'new', reason: 'why' } }),
    ]);
    expect(only).toMatchObject({
      eventId: target.eventId,
      position: target.position,
      data: change.data,
      occurredAt: change.occurredAt,
      sealed: { note: 'new', gift: 'gift' },
    });
    expect(only!.sealed).not.toHaveProperty('reason');
  });

  it('take the type of the correction and drop the personal fields of the old one', () => {
    const target = purchase('1.00', { sealed: { note: 'n', context: 'c' } });
    const change = { type: 'ItemReturned', data: { amount: '1.00' } };
    const [only] = effectiveFacts([target, corrected(target, change, { sealed: { 'data.note': 'new' } })]);
    expect(only).toMatchObject({ type: 'ItemReturned', channel: 'store', data: { amount: '1.00' } });
    expect(only!.sealed).toEqual({ note: 'new', context: 'c' });
  });

  it('fall back to the recorded time when the last correction states none', () => {
    const target = purchase('1.00');
    const moved = corrected(target, { occurredAt: '2020-01-01T00:00:00.000Z' });
    expect(effectiveFacts([target, moved, corrected(target, {})])[0]!.occurredAt).toBe(target.occurredAt);
  });

  it('leave out what was retracted, until a later correction says otherwise', () => {
    const target = purchase('1.00');
    const gone = retracted(target);
    const back = corrected(target, { data: { amount: '3.00' } });
    expect(amounts([target, gone])).toEqual([]);
    expect(amounts([target, gone, back])).toEqual(['3.00']);
    expect(amounts([target, back, { ...gone, occurredAt: '2027-01-01T00:00:00.000Z' }])).toEqual([]);
  });

  it('let a correction wait for its target and ignore one whose target never came', () => {
    const target = purchase('1.00');
    const change = corrected(target, { data: { amount: '2.00' } });
    expect(amounts([change, target])).toEqual(['2.00']);
    expect(effectiveFacts([change])).toEqual([]);
  });

  it('hold no decision about identity', () => {
    expect(effectiveFacts([{ ...purchase('1.00'), channel: 'identity', type: 'IdentifiersLinked' }])).toEqual([]);
  });

  it('depend on the set of facts alone', () => {
    const targets = ['1', '2', '3', '4'].map((amount) => purchase(amount));
    const records = targets.flatMap((target, n) => [
      corrected(target, { data: { amount: `${n}.50` } }),
      retracted(target),
      corrected(target, { occurredAt: `2025-0${9 - n}-01T00:00:00.000Z` }),
    ]);
    const some = fc.shuffledSubarray([...targets, ...records]);
    const law = fc.property(some, fc.nat(), (facts, seed) => {
      const rotated = facts.map((_, n) => facts[(n + seed) % facts.length]!);
      expect(effectiveFacts(rotated)).toEqual(effectiveFacts(facts));
      expect(effectiveFacts(effectiveFacts(facts))).toEqual(effectiveFacts(facts));
    });
    fc.assert(law);
  });
});
