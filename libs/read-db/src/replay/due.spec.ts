import { worldProjections } from '../world/projections';
import { dueOf, REPLAY_CONNECTIONS } from './due';
import type { ReplayRecord } from './record';

const replay = (id: string, projection: string, more: Partial<ReplayRecord> = {}): ReplayRecord => ({
  ...{ id, projection, version: 1, promote: true, state: 'requested', wish: null, shadow: null },
  ...more,
});
const [totals, course, returns] = ['world-totals', 'world-course', 'world-returns'];
const due = (records: readonly ReplayRecord[], apart: readonly string[] = []): readonly string[] =>
  dueOf(records, worldProjections, new Set(apart)).map(({ record }) => record.id);

describe('what is to be done next', () => {
  it('is nothing, or nothing that this release knows', () => {
    expect(due([])).toEqual([]);
    expect(due([replay('a', 'forgotten'), replay('b', totals!, { version: 2 })])).toEqual([]);
  });

  it('is the oldest, and with it whatever can read the log with it', () => {
    const entries = replay('e', 'world-entries');
    expect(due([replay('a', totals!), entries, replay('b', course!), replay('c', returns!)])).toEqual(['a', 'b', 'c']);
    expect(due([entries, replay('a', totals!), replay('b', course!)])).toEqual(['e']);
  });

  it('is no more than there are connections for', () => {
    const many = Array.from({ length: 9 }, (_, nth) => replay(`${nth}`, totals!));
    expect(due(many)).toEqual(['0', '1', '2']);
    expect(REPLAY_CONNECTIONS).toBeGreaterThan(2 * due(many).length);
  });

  it('is by itself what does not read: called off, ready, to be rolled back', () => {
    const other = replay('z', course!);
    expect(due([replay('a', totals!, { wish: 'cancel' }), other])).toEqual(['a']);
    expect(due([replay('a', totals!, { state: 'ready', wish: 'promote' }), other])).toEqual(['a']);
    expect(due([replay('a', totals!, { state: 'promoted', wish: 'rollback' }), other])).toEqual(['a']);
    expect(due([other, replay('a', totals!, { wish: 'cancel' })])).toEqual(['z']);
    const begunAgain = [replay('a', totals!, { state: 'running' }), replay('b', returns!, { state: 'paused', wish: 'resume' })]; // prettier-ignore
    expect(due([...begunAgain, other])).toEqual(['a', 'b', 'z']);
  });

  it('is by itself what has failed with others', () => {
    const records = [replay('a', totals!), replay('b', course!), replay('c', returns!)];
    expect(due(records, ['a'])).toEqual(['a']);
    expect(due(records, ['b'])).toEqual(['a', 'c']);
  });
});
