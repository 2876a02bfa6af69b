import fc from 'fast-check';
import { assignClasses, type ClassStanding, type Placed } from './classes';

const NEW: ReadonlyMap<string, ClassStanding> = new Map();
const place = (customer: string, tier: string, mark = ''): Placed => ({ customer, tier, mark });
const first = assignClasses([place('b', 'gold', '1'), place('a', 'lead')], NEW, '2026-01-01');

it('assigns everybody at the first close, by handle', () => {
  expect([...first.assigned]).toEqual([
    { member: place('a', 'lead'), since: '2026-01-01' },
    { member: place('b', 'gold', '1'), since: '2026-01-01' },
  ]);
  expect(first.tiers).toEqual({ gold: 1, lead: 1 });
});

it('says nothing about who stays where they were, and keeps the day when only the mark changes', () => {
  const second = assignClasses([place('a', 'lead'), place('b', 'gold', '2')], first.standings, '2026-01-02');
  expect([...second.assigned]).toEqual([
    { member: place('b', 'gold', '2'), since: '2026-01-01', previousTier: 'gold' },
  ]);
  expect(second.standings.get('b')).toEqual({ tier: 'gold', mark: '2', since: '2026-01-01' });
  const third = assignClasses([place('a', 'gold'), place('b', 'gold', '2')], second.standings, '2026-01-03');
  expect([...third.assigned]).toEqual([{ member: place('a', 'gold'), since: '2026-01-03', previousTier: 'lead' }]);
});

it('ends who is no customer any more', () => {
  const { ended, standings } = assignClasses([], first.standings, '2026-01-02');
  expect(ended).toEqual([
    { customer: 'a', tier: 'lead' },
    { customer: 'b', tier: 'gold' },
  ]);
  expect(standings.size).toBe(0);
});

it('makes every close reconstructible from the changes, in any order of customers', () => {
  const standing = fc.record({ tier: fc.constantFrom('x', 'y'), mark: fc.constantFrom('', '1') });
  const close = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), standing);
  fc.assert(
    fc.property(fc.array(close, { maxLength: 12 }), (closes) => {
      let previous = NEW;
      const told = new Map<string, ClassStanding>();
      for (const [n, everybody] of closes.entries()) {
        const placed = Object.entries(everybody).map(([customer, { tier, mark }]) => place(customer, tier, mark));
        const outcome = assignClasses(placed, previous, `day ${n}`);
        const plainly = (it: typeof outcome) => ({
          ...it,
          assigned: [...it.assigned],
          standings: new Map(it.standings),
        });
        // In any order, and whether the close before left its changes or a map that somebody read from the tables.
        for (const before of [previous, new Map(previous)]) {
          const again = assignClasses([...placed].reverse(), before, `day ${n}`);
          expect(plainly(again)).toEqual(plainly(outcome));
        }
        for (const { customer } of outcome.ended) told.delete(customer);
        for (const { member, since } of outcome.assigned) told.set(member.customer, { tier: member.tier, mark: member.mark, since }); // prettier-ignore
        expect(new Map(outcome.standings)).toEqual(told);
        const classes = [...told].map(([customer, { tier, mark }]) => [customer, { tier, mark }] as const);
        expect(new Map(classes)).toEqual(new Map(placed.map(({ customer, ...standing }) => [customer, standing])));
        previous = outcome.standings;
      }
    }),
  );
});
