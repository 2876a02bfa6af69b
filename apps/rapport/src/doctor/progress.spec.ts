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
  faultSince: null,
  nextTryAt: null,
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

  it('does not warn of rules that are at a close which takes long', () =>
    expect(findingOf(view({ projection: 'rules', oldestWaitingMs: 61_000 }), true, true)).toMatchObject({
      ...{ status: 'ok', detail: expect.stringContaining('close') },
    }));

  it('does not take what another release has left for a view that stands still', () => {
    const found = findingOf(view({ lag: 20_000, parked: 3, fault: 'x' }), false);
    expect(found).toMatchObject({ status: 'warn', fix: expect.stringContaining('rapport projections prune') });
  });

  it('tells what fails and is tried again from what has stopped', () => {
    const times = { faultSince: '2026-11-20T11:59:50.000Z', nextTryAt: '2026-11-20T12:00:03.000Z' };
    const found = findingOf(view({ fault: 'error: no room', ...times }));
    expect(found).toMatchObject({ status: 'fail', fix: expect.stringContaining('by itself') });
    expect(found.detail).toMatch(/since 2026-11-20T11:59:50.000Z, tried again at 2026-11-20T12:00:03.000Z.*no room/);
    expect(findingOf(view({ fault: 'error: no room' })).detail).toMatch(/^stopped: /);
  });

  it('tells another epoch from any other stop', () => {
    expect(findingOf(view({ fault: `EpochMismatch: …. ${RESUME_ADVICE}` })).fix).toMatch(/rapport resume/);
    expect(findingOf(view({ fault: 'out of memory' })).fix).toMatch(/log/);
  });
});
