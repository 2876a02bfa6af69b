import { RESUME_ADVICE, type Progress } from '@rapport/read-db';
import { findingOf } from './progress';

const view = (more: Partial<Progress>): Progress => ({
  projection: 'timeline',
  version: 1,
  position: '',
  eventId: null,
  head: '',
  lag: 0,
  oldestWaitingMs: 0,
  parked: 0,
  fault: null,
  updatedAt: '',
  headSeenAt: null,
  ...more,
});

describe('the doctor on a view', () => {
  it.each([
    ['ok', {}],
    ['warn', { lag: 20_000 }],
    ['warn', { oldestWaitingMs: 61_000 }],
    ['fail', { parked: 2 }],
    ['fail', { fault: 'EpochMismatch' }],
  ] as const)('says %s of %j', (status, more) => expect(findingOf(view(more)).status).toBe(status));

  it('does not take what another release has left for a view that stands still', () => {
    const found = findingOf(view({ lag: 20_000, parked: 3, fault: 'x' }), false);
    expect(found).toMatchObject({ status: 'warn', fix: expect.stringContaining('rapport projections prune') });
  });

  it('tells another epoch from any other stop', () => {
    expect(findingOf(view({ fault: `EpochMismatch: …. ${RESUME_ADVICE}` })).fix).toMatch(/rapport resume/);
    expect(findingOf(view({ fault: 'out of memory' })).fix).toMatch(/log/);
  });
});
