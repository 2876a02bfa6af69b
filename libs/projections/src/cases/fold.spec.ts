import fc from 'fast-check';
import type { EventType, Fact } from '@rapport/events';
import { replay } from '@rapport/fold';
import { corrected, fact, handleNamed, retracted } from '@rapport/fold/given';
import { cases, type CaseRow } from './fold';

const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
const step = (type: EventType, n: number, data: object = {}, more: Partial<Fact> = {}): Fact =>
  fact(type, { caseId: 'c1', ...data }, { occurredAt: day(n), source: 'city/app', channel: 'web', ...more }) as Fact;
const opened = (n: number, data: object = {}): Fact => step('CaseOpened', n, { kind: 'enquiry', ...data });

const rowsOf = (...facts: readonly Fact[]): readonly CaseRow[] => [...replay(cases, facts).values()];
const rowOf = (...facts: readonly Fact[]): CaseRow => rowsOf(...facts)[0]!;
const openAt = (row: CaseRow, n: number): boolean =>
  row.spans.some(({ from, to }) => from <= day(n) && (to === null || to > day(n)));
const open = (row: CaseRow): number[] => Array.from({ length: 10 }, (_, n) => n).filter((n) => openAt(row, n));

describe('cases', () => {
  it('is open from its opening until it is closed, at the moments in between', () => {
    const row = rowOf(opened(1, { reason: 'lamp', dueAt: day(3), department: 'works' }), step('CaseClosed', 4));
    expect(open(row)).toEqual([1, 2, 3]);
    expect(row).toMatchObject({ caseId: 'c1', namespace: 'city', channel: 'web', openedAt: day(1), closedAt: day(4) });
    expect(row.spans).toMatchObject([{ kind: 'enquiry', reason: 'lamp', dueAt: day(3), department: 'works' }]);
  });

  it('is one case whoever its steps belong to, and another one in another system', () => {
    const closing = step('CaseClosed', 2, {}, { handle: handleNamed('other'), source: 'city/back-office' });
    expect(rowsOf(opened(1), closing)).toHaveLength(1);
    expect(rowsOf(opened(1), step('CaseClosed', 2, {}, { source: 'crm' }))).toHaveLength(2);
  });

  it('is open again when it is reopened, and closed for good at the last end', () => {
    const row = rowOf(opened(1), step('CaseClosed', 3), step('CaseReopened', 5), step('CaseConfirmed', 6));
    expect(open(row)).toEqual([1, 2, 5]);
    expect(row.closedAt).toBe(day(6));
    expect(rowOf(opened(1), step('CaseClosed', 3), step('CaseReopened', 5)).closedAt).toBeNull();
  });

  it('says for each time what it was about then', () => {
    const row = rowOf(
      opened(1),
      step('CaseReclassified', 3, { kind: 'complaint' }),
      step('CaseAssigned', 4, { department: 'd' }),
    );
    expect(row.spans.map(({ from, to, kind, department }) => [from, to, kind, department])).toEqual([
      [day(1), day(3), 'enquiry', ''],
      [day(3), day(4), 'complaint', ''],
      [day(4), null, 'complaint', 'd'],
    ]);
  });

  it('never was open when it ended before or as it began', () => {
    expect(open(rowOf(opened(4), step('CaseClosed', 2)))).toEqual([]);
    expect(open(rowOf(step('CaseClosed', 4), opened(4)))).toEqual([]);
    expect(rowOf(opened(4), step('CaseClosed', 2))).toMatchObject({ openedAt: day(4), closedAt: day(4) });
    expect(open(rowOf(step('CaseAssigned', 1)))).toEqual([]);
  });

  it('follows corrections: a moved end, a retracted one, another number', () => {
    const end = step('CaseClosed', 3);
    expect(open(rowOf(opened(1), end, corrected(end, { occurredAt: day(2) })))).toEqual([1]);
    expect(rowOf(opened(1), end, retracted(end)).closedAt).toBeNull();
    const rows = rowsOf(opened(1), end, corrected(end, { data: { caseId: 'c2' } }));
    expect(rows.map(({ caseId, closedAt }) => [caseId, closedAt])).toEqual([
      ['c1', null],
      ['c2', null],
    ]);
  });

  it('gives the same row in any order', () => {
    const types = [
      'CaseOpened',
      'CaseAssigned',
      'CaseReclassified',
      'CaseReopened',
      'CaseConfirmed',
      'CaseClosed',
    ] as const;
    const steps = fc.array(fc.tuple(fc.constantFrom(...types), fc.nat(6)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        steps.chain((all) => {
          const facts = all.map(([type, n], nth) => step(type, n, { department: `${nth}` }, { id: `s${nth}` }));
          return fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }));
        }),
        ([facts, order]) => expect(rowOf(...order)).toEqual(rowOf(...facts)),
      ),
    );
  });

  it('stays small however often a case is touched', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => step('CaseAssigned', 2, { department: `${n}` }));
    expect(JSON.stringify(rowOf(opened(1), ...many)).length).toBeLessThan(128 * 1024);
  });
});
