import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { replay, type CustomerProjection } from '@rapport/fold';
import { corrected, fact } from '@rapport/fold/given';
import { compile } from './compile';
import type { CustomerGroups } from './fold';
import { compiled, shuffled } from './given';
import { compilePolicy } from './policy/compile-policy';

const byCountry = {
  events: { types: ['PurchaseMade'] },
  by: [{ trait: 'country' }],
  measures: { orders: 'count', german: { count: 'events', where: { trait: 'language', is: 'de' } } },
};
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();
const bought = (minute: number): Fact =>
  fact('PurchaseMade', { orderId: `o${minute}`, currency: 'EUR', amount: '1.00' }, { occurredAt: at(minute) }) as Fact;
const stated = (minute: number, traits: object): Fact =>
  fact('ProfileStated', JSON.parse(JSON.stringify(traits)) as object, {
    occurredAt: at(minute),
    channel: 'business',
  }) as Fact;

const rowsOf = (definition: object, facts: readonly Fact[]): Record<string, unknown> => {
  const { projection, grouping } = compiled(definition);
  const { groups } = replay(projection(1) as CustomerProjection<CustomerGroups>, facts);
  const shown = Object.entries(groups).map(([place, group]) => grouping.show(place, group));
  return Object.fromEntries(shown.map(({ country, ...figures }) => [String(country), figures]));
};

const told = fc.record({
  minute: fc.nat(500),
  country: fc.option(fc.constantFrom('DE', 'CN'), { nil: undefined }),
  language: fc.option(fc.constantFrom('de', 'zh'), { nil: undefined }),
});

describe('traits as they were at the event', () => {
  it('count from the moment on at which they were stated, in whatever order it is heard of', () => {
    const histories = fc.record({
      purchases: fc.uniqueArray(fc.nat(500), { maxLength: 12 }),
      statements: fc.uniqueArray(told, { maxLength: 6, selector: ({ minute }) => minute }),
      order: fc.array(fc.nat(100), { minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(histories, ({ purchases, statements, order }) => {
        const free = purchases.filter((minute) => statements.every((one) => one.minute !== minute));
        const facts = [...free.map(bought), ...statements.map(({ minute, ...said }) => stated(minute, said))];
        const expected: Record<string, { orders: number; german: number }> = {};
        for (const minute of free) {
          const before = statements
            .filter((one) => one.minute < minute)
            .sort((one, other) => other.minute - one.minute);
          const last = (trait: 'country' | 'language') => before.find((one) => one[trait] !== undefined)?.[trait];
          const row = (expected[String(last('country') ?? null)] ??= { orders: 0, german: 0 });
          row.orders += 1;
          if (last('language') === 'de') row.german += 1;
        }
        expect(rowsOf(byCountry, shuffled(facts, order))).toEqual(expected);
      }),
    );
  });

  it('follow corrections of statements, and look at nothing that is said later', () => {
    const moved = stated(10, { country: 'DE' });
    const facts = [bought(5), moved, bought(20), stated(30, { country: 'CN' }), bought(40)];
    expect(rowsOf(byCountry, facts)).toEqual({ null: { orders: 1, german: 0 }, DE: { orders: 1, german: 0 }, CN: { orders: 1, german: 0 } }); // prettier-ignore
    const right = corrected(moved, { data: { country: 'FR' } });
    expect(Object.keys(rowsOf(byCountry, [...facts, right])).sort()).toEqual(['CN', 'FR', 'null']);
  });

  it('can be asked for before the statement itself is counted', () => {
    const statements = { ...byCountry, events: { types: ['ProfileStated'] }, measures: { orders: 'count' } };
    expect(rowsOf(statements, [stated(1, { country: 'DE' }), stated(2, { language: 'de' })])).toEqual({
      DE: { orders: 2 },
    });
  });

  it('are refused where they are personal, unknown, or of something else, and in policies', () => {
    const faults = (more: object): readonly string[] => {
      const compilation = compile({ name: 'x', ...byCountry, ...more });
      return compilation.ok ? [] : compilation.faults.map(({ at: where, message }) => `${where} ${message}`);
    };
    expect(faults({})).toEqual([]);
    expect(faults({ by: [{ trait: 'name' }] })).toEqual([expect.stringMatching(/^\/by\/0\/trait .*personal/)]);
    expect(faults({ by: [{ trait: 'colour' }] })).toEqual([expect.stringMatching(/^\/by\/0\/trait .*country/)]);
    const where = { trait: 'birthYear', moreThan: 'old' };
    expect(faults({ events: { where } })).toEqual([expect.stringContaining('must be a number')]);
    expect(faults({ events: { where: { trait: 'country' } } })).toEqual([expect.stringContaining('says nothing of the trait')]); // prettier-ignore
    const policy = compilePolicy({ on: ['PurchaseMade'], where: { trait: 'country', is: 'DE' }, actions: [{ kind: 'task', about: 'call' }] }); // prettier-ignore
    expect(policy).toMatchObject({ ok: false, faults: [{ at: '/where', message: expect.stringContaining('all, any, not, field') }] }); // prettier-ignore
  });
});
