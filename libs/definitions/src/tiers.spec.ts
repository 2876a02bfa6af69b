import fc from 'fast-check';
import { addDays, endOfDay, eventIdOf, type Fact, localDay, NOBODY } from '@rapport/events';
import { type CustomerProjection, RuleRuns, replay, toldFacts } from '@rapport/fold';
import { corrected, fact, handleNamed } from '@rapport/fold/given';
import { compile } from './compile';
import type { CustomerGroups } from './fold';
import { compiled } from './given';
import { ruleFaults } from './rules-asked';
import { compilePolicy } from './policy/compile-policy';

const ZONE = 'Europe/Berlin';
const RULE = 'value-pyramid';
const byTier = {
  events: { types: ['PurchaseMade'] },
  by: [{ tier: RULE }],
  measures: { orders: 'count', gold: { count: 'events', where: { tier: RULE, is: 'gold' } } },
};

const place = (n: number): string => `00000000-${String(n).padStart(19, '0')}`;
const dayOf = (n: number): string => addDays('2026-03-20', n);
const nobody = { channel: 'rule', handle: NOBODY, handles: [] } as const;
const [ME, OTHER] = ['me', 'other'].map(handleNamed) as [string, string];

/** A run of a rule; `of` are the tiers of handles, null = no more. */
interface RunTold {
  readonly day: number;
  readonly of: readonly (readonly [handle: string, tier: string | null])[];
}

/** The log of some runs, one after the other, each as of what was decided before it; days between two closed ones are never closed. */
const runsOf = (told: readonly RunTold[], rule = RULE): Fact[] => {
  const closed: string[] = [];
  return told.flatMap(({ day, of }, nth) => {
    const [date, run] = [dayOf(day), eventIdOf('run', `${rule} ${nth}`)];
    const until = closed.filter((one) => one > date).sort()[0];
    closed.push(date);
    const [about, endsAt] = [{ run, rule, date }, endOfDay(date, ZONE)];
    const opened = { ...about, zone: ZONE, endsAt, ...(until && { until }) };
    const decisions = of.map(([handle, tier]) => {
      const at = { channel: 'rule', handle, handles: [], occurredAt: endsAt } as const;
      return tier === null ? fact('TierEnded', { ...about, tier: 'x', why: 'joined' }, at) : fact('TierAssigned', { ...about, tier }, at); // prettier-ignore
    });
    const more = { ...nobody, occurredAt: endsAt };
    return [fact('RuleRunOpened', opened, more), ...decisions, fact('RuleRunClosed', about, more)] as Fact[];
  });
};

const bought = (occurredAt: string): Fact =>
  fact('PurchaseMade', { orderId: occurredAt, currency: 'EUR', amount: '1.00' }, { occurredAt, handle: ME }) as Fact;

const numbered = (facts: readonly Fact[]): Fact[] => facts.map((one, nth) => ({ ...one, position: place(nth + 1) }));

const rowsOf = (definition: object, log: readonly Fact[]): Record<string, unknown> => {
  const { projection, grouping } = compiled(definition);
  const fold = projection(1) as CustomerProjection<CustomerGroups>;
  const facts = numbered(log);
  const runs = new RuleRuns(fold.tiersOf!);
  for (const one of facts) runs.take(one);
  const { groups } = replay(fold, toldFacts(fold, facts.filter(({ handle }) => handle !== NOBODY), runs, ME)); // prettier-ignore
  const shown = Object.entries(groups).map(([at, group]) => grouping.show(at, group));
  return Object.fromEntries(shown.map(({ tier, ...figures }) => [String(tier), figures]));
};

/** The tier of a moment by a model of days: after each closed day stands what its last run said, else what stood after the day before. */
const naiveTier = (told: readonly RunTold[], moment: string): string | null => {
  const days = new Map<string, ReadonlyMap<string, { readonly date: string; readonly tier: string | null }>>();
  const before = (date: string, orOn = false) => [...days.keys()].filter((one) => one < date || (orOn && one === date)).sort().at(-1); // prettier-ignore
  for (const { day, of } of told) {
    const date = dayOf(day);
    const after = new Map(days.get(before(date) ?? ''));
    for (const [handle, tier] of of) after.set(handle, { date, tier });
    days.set(date, after);
  }
  const stands = days.get(before(addDays(localDay(moment, ZONE), -1), true) ?? '');
  const held = [ME, OTHER].flatMap((handle) => stands?.get(handle) ?? []).filter(({ tier }) => tier !== null);
  return held.sort((a, b) => (a.date === b.date ? 0 : a.date > b.date ? -1 : 1))[0]?.tier ?? null;
};

const decided = fc.record({
  day: fc.nat(12),
  of: fc.uniqueArray(
    fc.tuple(fc.constantFrom(ME, OTHER), fc.constantFrom('gold', 'iron', 'lead', null)),
    { selector: ([handle]) => handle }, // prettier-ignore
  ),
});
// Also at the very ends of days, in the night in which clocks are put forward too.
const moments = fc.oneof(
  fc.nat(14 * 24 * 60).map((minute) => new Date(Date.UTC(2026, 2, 20) + minute * 60_000).toISOString()),
  fc.nat(13).map((day) => endOfDay(dayOf(day), ZONE)),
);

describe('tiers as they were at the event', () => {
  it('are those that the runs decided for the end of the day before, however the log goes', () => {
    const histories = fc.record({
      runs: fc.array(decided, { maxLength: 7 }),
      purchases: fc.uniqueArray(moments, { maxLength: 12 }),
      places: fc.array(fc.nat(100), { minLength: 12, maxLength: 12 }),
    });
    fc.assert(
      fc.property(histories, ({ runs, purchases, places }) => {
        const expected: Record<string, { orders: number; gold: number }> = {};
        for (const moment of purchases) {
          const tier = naiveTier(runs, moment);
          const row = (expected[String(tier)] ??= { orders: 0, gold: 0 });
          row.orders += 1;
          if (tier === 'gold') row.gold += 1;
        }
        const log = runsOf(runs);
        purchases.forEach((moment, nth) => log.splice(places[nth]! % (log.length + 1), 0, bought(moment)));
        expect(rowsOf(byTier, log)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('hold from the end of the day on that they were decided for, and follow corrections of the event', () => {
    const runs = runsOf([
      { day: 0, of: [[ME, 'gold']] },
      { day: 2, of: [[ME, 'iron']] },
    ]);
    const first = bought('2026-03-20T12:00:00.000Z');
    const facts = [first, bought('2026-03-20T23:00:00.000Z'), ...runs, bought('2026-03-25T12:00:00.000Z')];
    const counted = { orders: 1, gold: 0 };
    expect(rowsOf(byTier, facts)).toEqual({ null: counted, gold: { orders: 1, gold: 1 }, iron: counted });
    const moved = corrected(first, { occurredAt: '2026-03-22T12:00:00.000Z' });
    expect(rowsOf(byTier, [...facts, moved])).toEqual({ gold: { orders: 2, gold: 2 }, iron: counted });
  });

  it('forget what was decided of a day once it is decided anew, also for whom nothing is said then', () => {
    const again = [
      { day: 0, of: [[ME, 'gold']] as const },
      { day: 0, of: [[OTHER, 'iron']] as const },
    ];
    const [before, after] = [again.slice(0, 1), again].map((told) => rowsOf(byTier, [bought('2026-03-21T12:00:00.000Z'), ...runsOf(told)])); // prettier-ignore
    expect(before).toEqual({ gold: { orders: 1, gold: 1 } });
    expect(after).toEqual({ iron: { orders: 1, gold: 0 } });
  });

  it('are told apart by rule, and may be asked for in steps', () => {
    const runs = [...runsOf([{ day: 0, of: [[ME, 'gold']] }]), ...runsOf([{ day: 1, of: [[ME, 'constructor']] }], 'constructor')]; // prettier-ignore
    const steps = [
      { step: 'gold', where: { tier: RULE, is: 'gold' } },
      { step: 'other', where: { tier: 'constructor', exists: true } },
    ];
    const definition = { events: { types: ['PurchaseMade'] }, by: [{ tier: 'constructor' }], measures: { walked: { funnel: steps } } }; // prettier-ignore
    const facts = [...runs, bought('2026-03-21T12:00:00.000Z'), bought('2026-03-22T12:00:00.000Z')];
    expect(Object.keys(rowsOf(definition, facts)).sort()).toEqual(['constructor', 'null']);
    const whole = rowsOf({ ...definition, by: [] }, facts) as { undefined: { walked: object } };
    expect(whole.undefined.walked).toEqual({ gold: 1, other: 1 });
  });

  it('are refused where they cannot be asked for', () => {
    const faults = (more: object): readonly string[] => {
      const compilation = compile({ name: 'x', ...byTier, ...more });
      return compilation.ok ? [] : compilation.faults.map(({ at: where, message }) => `${where} ${message}`);
    };
    expect(faults({})).toEqual([]);
    expect(faults({ by: [{ tier: 'Value Pyramid' }] })).toEqual([expect.stringMatching(/^\/by\/0\/tier .*name of a rule/)]); // prettier-ignore
    expect(faults({ by: [{ tier: RULE }, { tier: 'rfm' }] })).toEqual([expect.stringContaining('tier is there twice')]);
    expect(faults({ events: { where: { tier: RULE } } })).toEqual([expect.stringContaining('says nothing of the tier')]); // prettier-ignore
    expect(faults({ events: { where: { tier: RULE, is: 3 } } })).toEqual([expect.stringContaining('must be a text')]);
    const policy = compilePolicy({ on: ['PurchaseMade'], where: { tier: RULE, is: 'gold' }, actions: [{ kind: 'task', about: 'call' }] }); // prettier-ignore
    expect(policy).toMatchObject({ ok: false, faults: [{ at: '/where', message: expect.stringContaining('all, any, not, field') }] }); // prettier-ignore
  });

  it('are of rules that were published and put customers into tiers', () => {
    const faults = (...kinds: readonly (readonly [string, string])[]) =>
      ruleFaults(compiled(byTier), new Map(kinds)).map(({ at, message }) => `${at} ${message}`);
    expect(faults([RULE, 'pyramid'])).toEqual([]);
    expect(faults()).toEqual(['/by/0/tier', '/measures/gold/where/tier'].map((at) => expect.stringContaining(`${at} nobody published a rule ${RULE}`))); // prettier-ignore
    expect(faults([RULE, 'segment'])[0]).toContain('of the kind segment, which puts nobody into tiers');
  });
});
