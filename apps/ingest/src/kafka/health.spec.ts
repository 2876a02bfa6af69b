import { intakeCheck } from './health';
import type { IntakeState } from './intake';

const well: IntakeState = { stage: 'taking', fault: null, noticeFault: null, notices: 0, partitions: 3, topics: {} };
const topic = { lag: 5, lost: 0, begunAnew: 0, brokenAt: null, standsSince: null };
const now = { wall: Date.parse('2026-11-29T08:00:00.000Z'), monotonic: 100_000 };
const of = (more: Partial<IntakeState>) => intakeCheck({ ...well, ...more }, now);

describe('the health of the intake', () => {
  it('is good while it takes, however much waits', () =>
    expect(of({ topics: { t: { ...topic, standsSince: 80_000 } } })).toEqual({
      ...{ status: 'up', stage: 'taking', partitions: 3, notices: 0 },
      topics: { t: { lag: 5, lost: 0, begunAnew: 0 } },
    }));

  it.each<[string, Partial<IntakeState>]>([
    ['ECONNREFUSED', { stage: 'waiting', fault: 'Error: ECONNREFUSED' }],
    ['nothing has been taken yet', { stage: 'connecting' }],
    ['2 refusals are not on the quarantine topic: no', { noticeFault: 'no', notices: 2 }],
    ['nothing is taken of t', { topics: { t: { ...topic, standsSince: 60_000 } } }],
    ['t: 7 records dropped unread', { topics: { t: { ...topic, lost: 7, brokenAt: '2026-11-29T07:00:00.000Z' } } }],
  ])('says %s', (reason, state) =>
    expect(of(state)).toMatchObject({ status: 'degraded', reason: expect.stringContaining(reason) }),
  );

  it('does not speak for ever of what was lost', () =>
    expect(of({ topics: { t: { ...topic, lost: 7, brokenAt: '2026-11-01T07:00:00.000Z' } } }).status).toBe('up'));
});
