import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { fact } from '@rapport/fold/given';
import type { Item } from '../item';
import type { Accumulator } from './accumulator';
import { betweenOf } from './between';
import { funnelOf } from './funnel';

/** What happened to one customer: in which hour, which event, and what it counts as ("ab" as two things at once). */
interface Told {
  readonly hour: number;
  readonly as: string;
  readonly matter: string | undefined;
}
const told: fc.Arbitrary<Told> = fc.record({
  hour: fc.nat(9),
  as: fc.constantFrom('a', 'b', 'c', 'ab', 'ac', 'bc', '-'),
  matter: fc.constantFrom('one', 'two', undefined),
});
const HOUR = 3_600_000;
const itemOf = ({ hour, as, matter }: Told, nth: number): Item => {
  const data = { as, ...(matter !== undefined && { matter }) };
  const eventId = `00000000-0000-4000-8000-${String((nth * 7) % 20).padStart(12, '0')}`;
  const occurredAt = new Date(Date.UTC(2026, 0, 1) + hour * HOUR).toISOString();
  return { fact: { ...fact('PageViewed', data as never, { occurredAt }), eventId } as Fact, line: null };
};
const is =
  (letter: string) =>
  ({ fact: one }: Item): boolean =>
    String(one.data['as']).includes(letter);
const stateOf = <S>(kept: Accumulator<S>, items: readonly Item[]): S => items.reduce((state, item) => kept.add(state, item), kept.none); // prettier-ignore
const hourOf = ({ fact: one }: Item): number => (Date.parse(one.occurredAt) - Date.UTC(2026, 0, 1)) / HOUR;

/** The order of happening, as documented: earlier steps first within a moment, then by event id. */
const ordered = (items: readonly Item[], rank: (item: Item) => number): readonly Item[] =>
  [...items].sort((x, y) => hourOf(x) - hourOf(y) || rank(x) - rank(y) || (x.fact.eventId < y.fact.eventId ? -1 : 1));

const steps = ['a', 'b', 'c'].map((name) => ({ name, test: is(name) }));

/** Tries every way of taking the steps. */
const naiveDepth = (items: readonly Item[], within: number): number => {
  const line = ordered(items, (item) => steps.findIndex(({ test }) => test(item)));
  const deeper = (step: number, from: number, begun: number): number => {
    if (step === steps.length) return step;
    const ways = line.flatMap((item, nth) => {
      const fits = nth >= from && steps[step]!.test(item) && (step === 0 || hourOf(item) - begun <= within);
      return fits ? [deeper(step + 1, nth + 1, step === 0 ? hourOf(item) : begun)] : [];
    });
    return Math.max(step, ...ways);
  };
  return deeper(0, 0, 0);
};

/** Walks the hours, with what waits in hand. */
const naiveTimes = (items: readonly Item[], within: number): readonly number[] => {
  const times: number[] = [];
  let waiting: number | null = null;
  for (const item of ordered(items, (one) => (is('a')(one) ? (is('b')(one) ? 1 : 0) : 2))) {
    const hour = hourOf(item);
    if (waiting !== null && hour - waiting > within) waiting = null;
    if (waiting !== null && is('b')(item)) {
      times.push(hour - waiting);
      waiting = null;
    }
    if (waiting === null && is('a')(item)) waiting = hour;
  }
  return times;
};

const lives = fc.array(told, { maxLength: 9 }).map((all) => all.map(itemOf));
const windows = fc.constantFrom(0, 1, 3, null);

describe('steps of a funnel', () => {
  it('are those that somebody took, whatever the order in which they were told', () => {
    fc.assert(
      fc.property(lives, windows, fc.func(fc.nat()), (life, hours, chance) => {
        const kept = funnelOf(steps, hours === null ? null : hours * HOUR);
        const state = stateOf(kept, life);
        const other = [...life].sort((x, y) => chance(x.fact.eventId) - chance(y.fact.eventId));
        expect(stateOf(kept, other)).toEqual(state);
        const depth = naiveDepth(life, hours ?? Infinity);
        expect(kept.show(state)).toEqual({ a: depth > 0 ? 1 : 0, b: depth > 1 ? 1 : 0, c: depth > 2 ? 1 : 0 });
      }),
    );
  });

  it('are counted over customers, put together in any order', () => {
    fc.assert(
      fc.property(fc.array(lives, { minLength: 1, maxLength: 4 }), (all) => {
        const kept = funnelOf(steps, HOUR);
        const states = all.map((life) => stateOf(kept, life));
        const together = states.reduce((one, two) => kept.merge(one, two));
        expect(states.reduceRight((one, two) => kept.merge(two, one))).toEqual(together);
        const depths = all.map((life) => naiveDepth(life, 1));
        const reached = (step: number): number => depths.filter((depth) => depth >= step).length;
        expect(kept.show(together)).toEqual({ a: reached(1), b: reached(2), c: reached(3) });
        expect(kept.merge(kept.none, together)).toEqual(kept.merge(together, kept.none));
        expect(kept.show(kept.merge(kept.none, together))).toEqual(kept.show(together));
      }),
    );
  });

  it('keep no more of a customer than can matter', () => {
    const many = Array.from({ length: 9 }, (_, hour) => itemOf({ hour, as: 'ac', matter: undefined }, hour));
    const { marks } = stateOf(funnelOf(steps, null), many) as { marks: readonly (readonly string[])[] };
    expect(marks.map((own) => own.length)).toEqual([1, 0, 1]);
  });
});

describe('times between two things', () => {
  const spec = { from: is('a'), to: is('b'), same: null, unitMs: HOUR };

  it('are those of a walk through the hours, whatever the order in which they were told', () => {
    fc.assert(
      fc.property(fc.array(lives, { minLength: 1, maxLength: 3 }), windows, fc.func(fc.nat()), (all, hours, chance) => {
        const kept = betweenOf({ ...spec, withinMs: hours === null ? null : hours * HOUR });
        const states = all.map((life) => stateOf(kept, life));
        const other = all[0]!.toSorted((x, y) => chance(x.fact.eventId) - chance(y.fact.eventId));
        expect(stateOf(kept, other)).toEqual(states[0]);
        const times = all.flatMap((life) => naiveTimes(life, hours ?? Infinity)).sort((x, y) => x - y);
        const mean = times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length;
        const median = times[Math.max(0, Math.ceil(times.length / 2) - 1)] ?? null;
        const shown = kept.show(states.reduce((one, two) => kept.merge(one, two))) as Record<string, number | null>;
        expect(shown['count']).toBe(times.length);
        if (mean === null || median === null) expect(shown).toEqual({ count: 0, median: null, mean: null });
        else {
          expect(shown['mean']).toBeCloseTo(mean, 5);
          expect(Math.abs(shown['median']! - median)).toBeLessThanOrEqual(median * 0.01);
        }
      }),
    );
  });

  it('are taken within one matter, where one is named', () => {
    const kept = betweenOf({ ...spec, withinMs: null, same: { kind: 'text', of: ({ fact: one }) => one.data['matter'] } }); // prettier-ignore
    fc.assert(
      fc.property(lives, (life) => {
        const times = ['one', 'two'].flatMap((matter) => naiveTimes(life.filter(({ fact: one }) => (one.data as { matter?: string }).matter === matter), Infinity)); // prettier-ignore
        expect(kept.show(stateOf(kept, life))).toMatchObject({ count: times.length });
      }),
    );
  });
});
