import type { Progress } from '../positions';
import { isComparable } from './expected';
import { isBehind, LAG_MAX, STILL_MAX_MS, WAITING_MAX_MS } from './give-way';
import { confirmed, type Found, Looked, together } from './looked';

const found = (key: string, more: Partial<Found> = {}): Found => ({
  ...{ projection: 'view', version: 1, owner: key, position: '1', key, in: 'both', fields: ['cents'] },
  ...more,
});

it('holds those who are parked against the log only where both stop at the same event', () => {
  const parked = { key: 'k', eventId: 'poison', retry: false };
  expect(isComparable({ rows: [], poison: null }, undefined)).toBe(true);
  // It would be parked and is not: the rows say whether that is a difference.
  expect(isComparable({ rows: [], poison: 'poison' }, undefined)).toBe(true);
  expect(isComparable({ rows: [], poison: 'poison' }, parked)).toBe(true);
  expect(isComparable({ rows: [], poison: null }, parked)).toBe(false);
  expect(isComparable({ rows: [], poison: 'another' }, parked)).toBe(false);
  expect(isComparable({ rows: [], poison: 'poison' }, { ...parked, retry: true })).toBe(false);
});

it('takes a difference that a second look does not find for a race', () => {
  const later = found('a', { fields: ['cents', 'count'], position: '2' });
  expect(confirmed([found('a'), found('b')], [later])).toEqual([later]);
  expect(confirmed([found('a'), found('a', { owner: 'b' })], [found('a'), later])).toEqual([later]);
  expect(confirmed([found('a')], [found('a', { projection: 'other' }), found('a', { version: 2 })])).toEqual([]);
});

it('adds up what was compared and what was not', () => {
  const looked = new Looked(['a', 'b', 'c']);
  looked.compared({ name: 'view', version: 1 }, ['a'], 2, [found('x', { in: 'live', owner: 'a' })]);
  looked.leaveOut({ name: 'view', version: 1 }, 'parked', 2);
  expect(looked.proven).toEqual([{ name: 'view', version: 1, owner: 'a' }]);
  const before = { 'view v1': { rows: 4, leftOut: { parked: 1, tooLong: 1 } }, 'other v1': { rows: 1, leftOut: {} } };
  expect(together(before, looked.tallies)).toEqual({
    'other v1': { rows: 1, leftOut: {} },
    'view v1': { rows: 7, leftOut: { parked: 3, tooLong: 1 } },
  });
});

describe('live that is behind', () => {
  const moved = '2027-01-01T00:00:00.000Z';
  const base = { projection: 'view', version: 1, position: '1', fault: null, lag: 0, oldestWaitingMs: 0 };
  const at = (more: Partial<Progress>, sinceMs = 0): boolean =>
    isBehind(
      [{ ...base, updatedAt: moved, ...more } as Progress],
      [{ name: 'view', version: 1 }],
      Date.parse(moved) + sinceMs,
    );

  it('is given way to, not one that has stopped or that nobody audits', () => {
    expect(at({})).toBe(false);
    expect(at({ position: '' })).toBe(true);
    expect(at({ lag: LAG_MAX })).toBe(false);
    expect(at({ lag: LAG_MAX + 1 })).toBe(true);
    expect(at({ oldestWaitingMs: WAITING_MAX_MS + 1 })).toBe(true);
    expect(at({ lag: LAG_MAX + 1, fault: 'another epoch' })).toBe(false);
    expect(at({ lag: LAG_MAX + 1, version: 2 })).toBe(false);
  });

  it('is not waited for where it has not begun or moved for long, so that one view cannot hold up the audit of all', () => {
    const waiting = { lag: LAG_MAX + 1, oldestWaitingMs: STILL_MAX_MS + 1 };
    expect([at({ position: '' }, STILL_MAX_MS), at({ position: '' }, STILL_MAX_MS + 1)]).toEqual([true, false]);
    expect([at(waiting, STILL_MAX_MS), at(waiting, STILL_MAX_MS + 1)]).toEqual([true, false]);
    // After a quiet hour much comes in at once: that is no standing still.
    expect(at({ lag: LAG_MAX + 1, oldestWaitingMs: 10 }, 3_600_000)).toBe(true);
  });
});
