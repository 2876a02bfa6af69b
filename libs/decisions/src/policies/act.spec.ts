import fc from 'fast-check';
import { act, type About, type Limits, type Moment, type Wanted } from './act';
import { isHeldOut } from './holdout';
import { heed, type Saying } from './what-is-said';

const MAIL: Wanted = { kind: 'mail', purpose: 'offers' };
const TASK: Wanted = { kind: 'task' };
const LIMITS: Limits = { holdoutKey: 'k', profiles: false };
const NOON: Moment = {
  ...{ now: '2026-11-20T12:00:00.000Z', triggeredAt: '2026-11-20T11:59:00.000Z', zone: 'UTC', isStopped: false },
};
let said = 0;
const says = (type: string, data: object, at = '2026-11-01T00:00:00.000Z'): Saying => ({
  ...{ eventId: String(++said).padStart(4, '0'), at, type, data: { ...data } },
});
const given = says('ConsentGiven', { purpose: 'offers', medium: 'email' });
const someone = (sayings: readonly Saying[] = [given], more: Partial<About> = {}): About => ({
  ...{ customer: 'c', isErased: false, heeded: heed(sayings), before: 0, ...more },
});

describe('an action', () => {
  it('is ordered when nothing stands against it', () => {
    expect(act(LIMITS, MAIL, someone(), NOON)).toEqual({ does: 'order' });
    expect(act(LIMITS, TASK, someone([]), NOON)).toEqual({ does: 'order' });
  });

  it('reaches nobody without consent, to this way or to every way, and the last word holds', () => {
    const why = (...sayings: Saying[]) => act(LIMITS, MAIL, someone(sayings), NOON).does;
    expect(why()).toBe('hold');
    expect(why(says('ConsentGiven', { purpose: 'offers' }))).toBe('order');
    expect(why(says('ConsentGiven', { purpose: 'offers', medium: 'phone' }))).toBe('hold');
    expect(why(says('ConsentGiven', { purpose: 'news', medium: 'email' }))).toBe('hold');
    const later = '2026-11-02T00:00:00.000Z';
    expect(why(given, says('ConsentWithdrawn', { purpose: 'offers' }, later))).toBe('hold');
    expect(why(says('ConsentWithdrawn', { purpose: 'offers', medium: 'email' }, later), given)).toBe('hold');
    expect(why(given, says('ConsentWithdrawn', { purpose: 'offers', medium: 'phone' }, later))).toBe('order');
    expect(why(says('ConsentGiven', { purpose: 'offers', expiresAt: '2026-11-20T12:00:00.000Z' }))).toBe('hold');
    expect(act(LIMITS, MAIL, someone([]), NOON)).toMatchObject({ why: 'consent', detail: 'no consent to offers by email' }); // prettier-ignore
  });

  it('is not taken on who objects to profiling, when it goes by profiles', () => {
    const objector = someone([given, says('ConsentDenied', { purpose: 'profiling' })]);
    expect(act({ ...LIMITS, profiles: true }, MAIL, objector, NOON)).toMatchObject({ why: 'objection' });
    expect(act(LIMITS, MAIL, objector, NOON)).toEqual({ does: 'order' });
    const back = says('ConsentGiven', { purpose: 'profiling' }, '2026-11-03T00:00:00.000Z');
    const again = someone([given, says('ConsentDenied', { purpose: 'profiling' }), back]);
    expect(act({ ...LIMITS, profiles: true }, MAIL, again, NOON)).toEqual({ does: 'order' });
  });

  it('waits while it is night where the customer lives; a task of ours does not', () => {
    const inShanghai = someone([given, says('ProfileStated', { timezone: 'Asia/Shanghai' })]);
    // Noon in Greenwich is eight in the evening there.
    expect(act(LIMITS, MAIL, inShanghai, NOON)).toEqual({ does: 'wait', until: '2026-11-21T00:00:00.000Z' });
    expect(act(LIMITS, TASK, inShanghai, NOON)).toEqual({ does: 'order' });
    expect(act({ ...LIMITS, quietHours: { from: '00:00', to: '00:00' } }, MAIL, inShanghai, NOON).does).toBe('order');
  });

  it('is not taken too often, too late, on the erased, or for a policy that was stopped', () => {
    const atMost = { times: 2, days: 30 };
    expect(act({ ...LIMITS, atMost }, MAIL, someone([given], { before: 1 }), NOON).does).toBe('order');
    expect(act({ ...LIMITS, atMost }, MAIL, someone([given], { before: 2 }), NOON)).toMatchObject({ why: 'too-often' });
    const at = (triggeredAt: string): Moment => ({ ...NOON, triggeredAt });
    expect(act(LIMITS, MAIL, someone(), at('2026-11-17T12:00:00.000Z')).does).toBe('order');
    expect(act(LIMITS, MAIL, someone(), at('2026-11-17T11:59:59.000Z'))).toMatchObject({ why: 'too-late' });
    expect(act(LIMITS, TASK, someone([given], { isErased: true }), NOON)).toMatchObject({ why: 'erased' });
    expect(act(LIMITS, TASK, someone(), { ...NOON, isStopped: true })).toMatchObject({ why: 'stopped' });
  });

  it('compares with those only who would have been treated', () => {
    const all: Limits = { ...LIMITS, holdout: 0.999_999 };
    expect(act(all, MAIL, someone(), NOON)).toEqual({ does: 'hold', why: 'holdout' });
    expect(act(all, MAIL, someone([]), NOON)).toMatchObject({ why: 'consent' });
  });
});

describe('the control group', () => {
  it('has about its share, and keeps whom it had when it grows', () => {
    const customers = Array.from({ length: 10_000 }, (_, nth) => `customer ${nth}`);
    const held = (share: number): readonly string[] => customers.filter((one) => isHeldOut('key', one, share));
    // Five standard deviations of a share of 10,000.
    expect(Math.abs(held(0.1).length - 1_000)).toBeLessThan(150);
    expect(held(0).length).toBe(0);
    const more = new Set(held(0.3));
    expect(held(0.1).every((one) => more.has(one))).toBe(true);
    expect(held(0.1)).not.toEqual(customers.filter((one) => isHeldOut('another', one, 0.1)));
  });
});

it('heeds the same in whatever order things were said', () => {
  const saying = fc.record({
    type: fc.constantFrom('ConsentGiven', 'ConsentWithdrawn', 'ConsentDenied'),
    purpose: fc.constantFrom('offers', 'profiling'),
    medium: fc.constantFrom(undefined, 'email', 'phone'),
    day: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(saying, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (told, dice) => {
      const sayings = told.map(({ type, purpose, medium, day }) =>
        says(type, { purpose, ...(medium && { medium }) }, `2026-11-0${day}T00:00:00.000Z`),
      );
      const mixed = sayings.map((one) => [dice.next().value as number, one] as const).sort(([a], [b]) => a - b).map(([, one]) => one); // prettier-ignore
      const summary = (all: readonly Saying[]) => {
        const { objects, allows } = heed(all);
        return [objects, ...['email', 'phone', null].map((medium) => allows('offers', medium, NOON.now))];
      };
      expect(summary(mixed)).toEqual(summary(sayings));
    }),
  );
});
