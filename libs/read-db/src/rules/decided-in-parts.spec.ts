import { lazily } from '@rapport/decisions';
import type { Append, EventStore, Outcome, StoredEvent } from '@rapport/event-store';
import type { Sql } from '@rapport/postgres';
import { learnHere } from './learning';
import { InTurn } from './in-turn';
import type { Decision, RuleInput, RuleKind } from './rule';
import { decideRun, type Told } from './run';
import { STANDINGS_AT_ONCE } from './standings';
import { StandingsWriter } from './standings-writer';
import { who } from './world/ledger';

const CLOSE = { zone: 'UTC', date: '2026-03-01', endsAt: '2026-03-02T00:00:00.000Z', restatement: 0, nextDate: null, behind: false } as RuleInput['close']; // prettier-ignore

const storeOf = (log: Map<string, StoredEvent>): Pick<EventStore, 'append' | 'find' | 'follow'> =>
  ({
    append: (appends: readonly Append[]) => {
      const placed = appends.flatMap(({ events }) => events).map((event) => ({ ...event, position: `p${log.size}` }));
      for (const event of placed) log.set(event.id, event as unknown as StoredEvent);
      return Promise.resolve(appends.map((): Outcome => ({ status: 'appended', placed: [] })));
    },
    find: (ids: readonly string[]) => Promise.resolve(ids.flatMap((id) => log.get(id) ?? [])),
  }) as unknown as Pick<EventStore, 'append' | 'find' | 'follow'>;

it('makes, appends and tells decisions a part after the other: of a great many only a few thousand are there at once', async () => {
  const log = new Map<string, StoredEvent>();
  let [made, told, most] = [0, 0, 0];
  const decisions = lazily(function* (): Generator<Decision> {
    for (let n = 0; n < 10_500; n++) {
      made++;
      most = Math.max(most, made - told);
      yield { customer: who(n), type: 'TierAssigned', data: { tier: 'gold' } };
    }
  });
  const figures = { decisions, population: 0, cutoffs: [], figures: {}, kept: new Map() };
  const kind = { decide: () => figures, said: ({ data }: Decision) => data, kept: () => null } as unknown as RuleKind<unknown>;
  const version = { rule: 'spec', version: 1, kind: 'pyramid', params: {} } as RuleInput['version'];
  const deciding = {
    revisions: new Map<string, number>(),
    learner: learnHere,
    tell: (part: Told) => Promise.resolve(void (told += part.length)),
  };
  const input = { version, close: CLOSE, run: 'r' } as unknown as RuleInput;
  const { count, kept } = await decideRun(storeOf(log), kind, input, new Map(), deciding);
  expect([count, told, log.size, kept?.size]).toEqual([10_500, 10_500, 10_501, 0]);
  expect(most).toBeLessThanOrEqual(3_000);
}); // prettier-ignore

it('writes standings so many at a time while it hears of more, in order, and takes back first', async () => {
  const written: (readonly [statement: string, customers: number])[] = [];
  const sql = {
    query: (text: string, values: readonly unknown[]) => {
      const lines = values.findLast((value): value is string => typeof value === 'string' && value.includes('\n'));
      written.push([text.trim().split(' ')[0]!, lines?.split('\n').length ?? 0]);
      return Promise.resolve({ rows: [] });
    },
  } as unknown as Sql;
  const writing = new InTurn();
  const writer = new StandingsWriter(sql, 'spec', { ...CLOSE, restatement: 1 }, writing);
  const rest = 5_001;
  for (let from = 0; from < 2 * STANDINGS_AT_ONCE + rest; from += 1_000) {
    const length = Math.min(1_000, 2 * STANDINGS_AT_ONCE + rest - from);
    await writer.tell(Array.from({ length }, (_, n) => [who(from + n), { tier: 'gold' }] as const));
  }
  await writer.end();
  await writing.over();
  expect(written).toEqual([
    ...['delete', 'update', 'update'].map((step) => [step, 0] as const),
    ...[STANDINGS_AT_ONCE, STANDINGS_AT_ONCE, rest].flatMap((count) => [
      ['update', count] as const,
      ['insert', count] as const,
    ]),
  ]);
});

it('takes back what a day said before also where it says nothing any more', async () => {
  const query = jest.fn(() => Promise.resolve({ rows: [] }));
  const writing = new InTurn();
  await new StandingsWriter({ query } as unknown as Sql, 'spec', { ...CLOSE, restatement: 1 }, writing).end();
  await writing.over();
  expect(query).toHaveBeenCalledTimes(3);
});
