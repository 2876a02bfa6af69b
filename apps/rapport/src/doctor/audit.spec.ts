import type { AuditReport } from '@rapport/read-db';
import { findingsOf } from './audit';

const report = (more: Partial<AuditReport> = {}): AuditReport => ({
  ...{ lookedAt: null, waitsFor: null, checked: 0, round: null, finished: null, drift: {}, findings: [] },
  ...more,
});

describe('the doctor on the audit of views', () => {
  it('fails for each view that has drifted, and says what to do', () => {
    const finding = {
      projection: 'timeline',
      version: 1,
      key: 'k',
      owner: 'o',
      in: 'both',
      fields: ['status'],
    } as const;
    const drift = { 'timeline v1': 2, 'value v2': 1 };
    const found = findingsOf(
      report({ checked: 9, drift, findings: [{ ...finding, position: '1', foundAt: '', seenAt: '' }] }),
      false,
    );
    expect(found).toMatchObject([
      { status: 'fail', check: 'audit of views: timeline v1', detail: expect.stringContaining('k in status') },
      { status: 'fail', check: 'audit of views: value v2', fix: expect.stringContaining('"rapport replay value"') },
    ]);
  });

  it('is content without drift, and does not take silence for a proof', () => {
    expect(findingsOf(report(), true)).toMatchObject([{ status: 'ok', detail: 'nothing was looked at yet' }]);
    expect(findingsOf(report({ checked: 9 }), true)).toMatchObject([
      { status: 'ok', detail: expect.stringContaining('the first round is under way') },
    ]);
    const round = { number: 1, begunAt: '', endedAt: '09:00', share: 1, customers: 9, rows: 9, differences: 0 };
    const projections = { 'timeline v1': { rows: 9, leftOut: { parked: 1, tooLong: 2 } } };
    expect(findingsOf(report({ checked: 9, finished: { ...round, projections } }), true)).toMatchObject([
      { status: 'ok', detail: expect.stringMatching(/ended at 09:00; 3 times somebody could not be compared$/) },
    ]);
    expect(findingsOf(report({ checked: 9 }), false)).toMatchObject([{ status: 'skipped' }]);
  });
});
