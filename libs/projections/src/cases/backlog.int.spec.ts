import fc from 'fast-check';
import { DataSource } from 'typeorm';
import type { Fact } from '@rapport/events';
import { occurredBy, replay, type EntryProjection } from '@rapport/fold';
import { corrected, fact, retracted } from '@rapport/fold/given';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { READ_SCHEMA } from '../row-table';
import { type CaseRow, cases } from './fold';
import { backlogAt } from './query';
import { casesTable } from './table';

const TYPES = [
  'CaseOpened',
  'CaseAssigned',
  'CaseReclassified',
  'CaseReopened',
  'CaseConfirmed',
  'CaseClosed',
] as const;
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

const steps = fc.array(
  fc.record({
    type: fc.constantFrom(...TYPES),
    at: fc.nat(8),
    caseId: fc.constantFrom('c1', 'c2', 'c3'),
    channel: fc.constantFrom('web', 'call'),
    kind: fc.constantFrom('enquiry', 'complaint'),
    department: fc.constantFrom('works', 'desk'),
    due: fc.nat(8),
    then: fc.constantFrom('stands', 'stands', 'moved', 'retracted'),
    to: fc.nat(8),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('the backlog at a moment', () => {
  let fresh: FreshDatabase;
  let source: DataSource;
  beforeAll(async () => {
    fresh = await freshDatabase();
    await fresh.pool.query(`create schema ${READ_SCHEMA}`);
    source = await new DataSource({ type: 'postgres', url: fresh.url, entities: [casesTable], synchronize: true }).initialize(); // prettier-ignore
  });
  afterAll(async () => {
    await source?.destroy();
    await fresh?.drop();
  });

  const countedOf = async (projection: EntryProjection<CaseRow>, facts: readonly Fact[], at: string) => {
    await source.manager.clear(casesTable);
    const rows = [...replay(projection, facts)].map(([key, row]) => ({ key, ...row }));
    if (rows.length > 0) await source.manager.insert(casesTable, rows as never);
    return backlogAt(source.manager, at);
  };

  it('is what it is as of that moment: what happened later changes nothing of it', async () => {
    let open = 0;
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(8), async (all, n) => {
        const facts = all.flatMap(({ type, at, channel, caseId, kind, department, due, then, to }, nth) => {
          const data = { caseId, kind, department, dueAt: day(due) };
          const one = fact(type, data, { id: `s${nth}`, occurredAt: day(at), source: 'city/app', channel }) as Fact;
          if (then === 'stands') return [one];
          return [one, then === 'moved' ? corrected(one, { occurredAt: day(to) }) : retracted(one)];
        });
        const then = occurredBy(cases, day(n)) as EntryProjection<CaseRow>;
        const known = await countedOf(cases, facts, day(n));
        expect(known).toEqual(await countedOf(then, facts, day(n)));
        open += known.length;
      }),
      { numRuns: 60 },
    );
    expect(open).toBeGreaterThan(10);
  }, 60_000);
});
