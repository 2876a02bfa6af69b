import { RESUME_ADVICE, type CloseUnderWay, type Progress } from '@rapport/read-db';
import { auditCheck, chainCheck, databaseCheck, logCheck, projectionsCheck } from './checks';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
const wellBehaved: Progress = {
  projection: 'customer-view',
  version: 1,
  position: '0000000a-0000000000000000007',
  eventId: 'e',
  head: '0000000a-0000000000000000007',
  lag: 0,
  oldestWaitingMs: 0,
  parked: 0,
  fault: null,
  faultSince: null,
  nextTryAt: null,
  updatedAt: '2026-11-20T11:59:59.000Z',
  headSeenAt: '2026-11-20T11:59:59.000Z',
};

const FAILING = {
  fault: 'error: no room',
  faultSince: '2026-11-20T11:59:50.000Z',
  nextTryAt: '2026-11-20T12:00:03.000Z',
};

describe('the health of the database', () => {
  it('is up where it can be written, and lowered where it can only be read', () => {
    expect(databaseCheck(false, 3)).toEqual({ status: 'up', ms: 3 });
    expect(databaseCheck(true, 3)).toEqual({ status: 'degraded', reason: 'it can only be read', ms: 3 });
  });
});

describe('the health of the log', () => {
  it.each([
    [{ waitingMs: 0, failedMs: null }, 'up', undefined],
    [{ waitingMs: 2_900, failedMs: null }, 'up', undefined],
    [{ waitingMs: 7_400, failedMs: null }, 'degraded', 'an append has waited for 7 s'],
    [{ waitingMs: 0, failedMs: 1_000 }, 'degraded', 'the last append had no outcome'],
    [{ waitingMs: 0, failedMs: 61_000 }, 'up', undefined],
  ])('says whether it takes events: %j is %s', (state, status, reason) =>
    expect(logCheck('0000000a-0000000000000000007', state)).toEqual({
      ...{ status, head: '0000000a-0000000000000000007' },
      ...(reason && { reason }),
    }),
  );
});

describe('the health of the views', () => {
  it('is good when a projector is at work and nothing stands still', () =>
    expect(projectionsCheck([wellBehaved], NOW)).toMatchObject({
      status: 'up',
      views: { 'customer-view v1': { lag: 0, parked: 0, position: wellBehaved.position } },
    }));

  it('does not mind what another release has left', () => {
    const left = {
      ...wellBehaved,
      version: 0,
      parked: 3,
      fault: 'x',
      oldestWaitingMs: 99_000,
      updatedAt: '2025-01-01T00:00:00.000Z',
    };
    const health = projectionsCheck([left, wellBehaved], NOW);
    expect([health.status, Object.keys(health['views'] as object)]).toEqual(['up', ['customer-view v1']]);
  });

  it('says of each one that fails since when, and when it is tried again', () =>
    expect(projectionsCheck([{ ...wellBehaved, ...FAILING }], NOW)['views']).toEqual({
      'customer-view v1': expect.objectContaining(FAILING),
    }));

  it('does not say that the rules stand still while a close gets on, and says so when it does not', () => {
    const rules = {
      ...wellBehaved,
      projection: 'rules',
      oldestWaitingMs: 99_000,
      updatedAt: '2026-11-20T11:58:00.000Z',
    };
    const close = { state: 'running', movedAt: '2026-11-20T11:59:20.000Z' } as CloseUnderWay;
    const status = (...closes: readonly CloseUnderWay[]) =>
      projectionsCheck([rules], NOW, [{ name: 'rules', version: 1 }], closes).status;
    expect([status(), status(close)]).toEqual(['degraded', 'up']);
    const gone = { ...close, state: 'interrupted' } as CloseUnderWay;
    expect([status(gone), status({ ...close, movedAt: '2026-11-20T11:54:00.000Z' })]).toEqual(['degraded', 'degraded']);
  });

  it('does not call lag a fault', () =>
    expect(projectionsCheck([{ ...wellBehaved, lag: 5_000_000 }], NOW).status).toBe('up'));

  it.each([
    ['no projector has been here yet', []],
    ['no projector is at work', [{ ...wellBehaved, headSeenAt: '2026-11-20T11:59:00.000Z' }]],
    ['no projector is at work', [{ ...wellBehaved, headSeenAt: null }]],
    ['a projection has stopped', [wellBehaved, { ...wellBehaved, projection: 'timeline', fault: 'epoch' }]],
    [
      'timeline, value fails and is tried again (since 2026-11-20T11:59:50.000Z: error: no room)',
      ['timeline', 'value'].map((projection) => ({ ...wellBehaved, projection, ...FAILING })),
    ],
    [RESUME_ADVICE, [wellBehaved, { ...wellBehaved, fault: `EpochMismatch: of another epoch. ${RESUME_ADVICE}` }]],
    [
      'no progress in timeline',
      [{ ...wellBehaved, projection: 'timeline', oldestWaitingMs: 31_000, updatedAt: '2026-11-20T11:59:29.000Z' }],
    ],
    ['customers are parked', [{ ...wellBehaved, parked: 1 }]],
  ])('says that %s', (reason, progress) =>
    expect(projectionsCheck(progress, NOW)).toMatchObject({ status: 'degraded', reason }),
  );
});

describe('the health of the audit', () => {
  const none = { lookedAt: null, waitsFor: null, checked: 0, round: null, finished: null, drift: {}, findings: [] };

  it('is good where nothing was looked at yet, or nothing found', () => {
    expect(auditCheck(none)).toMatchObject({ status: 'up', drift: 0, finishedAt: null });
    expect(auditCheck({ ...none, checked: 40, waitsFor: 'live' })).toMatchObject({ status: 'up', waitsFor: 'live' });
  });

  it('names the views that have drifted, and goes on serving', () =>
    expect(auditCheck({ ...none, drift: { 'timeline v1': 2, 'value v2': 1 } })).toMatchObject({
      status: 'degraded',
      drift: 3,
      reason: '3 rows are not what the log says, in timeline v1, value v2 (GET /v1/audit/views)',
    }));
});

describe('the health of the chain', () => {
  const well = { anchors: 2, covered: 9, position: null, exported: 2, fault: null, seenAt: '2026-11-20T11:59:59.000Z' };

  it('says how far anchors reach, in and outside the database', () =>
    expect(chainCheck(well, NOW)).toEqual({ status: 'up', anchors: 2, covered: 9, position: null, exported: 2 }));

  it.each([
    ['anchors are not exported', { ...well, fault: 'anchors are not exported' }],
    ['nobody makes anchors of the history', { ...well, seenAt: '2026-11-20T11:59:00.000Z' }],
    ['nobody makes anchors of the history', { ...well, seenAt: null }],
  ])('says that %s', (reason, state) => expect(chainCheck(state, NOW)).toMatchObject({ status: 'degraded', reason }));
});
