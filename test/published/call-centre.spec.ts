import { type Installation, startInstallation } from './installation';
import { expectedOf, rowsOf } from './published-data';
import { countBy } from './sums';

const ZONE = 'Asia/Jerusalem';
const CALLS = 'call-centre/calls_1999_january.tsv.gz';
const MONTH = `zone=${ZONE}&from=1999-01-01&to=1999-02-02`;

interface Count {
  readonly at: string;
  readonly count: number;
  readonly outcome?: string;
}

describe('a month of telephone calls', () => {
  let rapport: Installation;
  let report: any;
  const expected = (): any => expectedOf('call-centre');
  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_ZONE: ZONE });
    ({ report } = await rapport.import(CALLS, 'call-centre'));
    await rapport.drained();
  }, 600_000);
  afterAll(() => rapport?.stop());

  it('is imported line by line, phantoms left out with their reason', () => {
    const { rows, phantom } = expected();
    expect(report.lines).toEqual({
      ...{ read: rows, imported: rows - phantom, alreadyThere: 0 },
      ...{ skipped: { phantom }, refused: {} },
    });
    expect(report.balanced).toBe(true);
  });

  it('has the published outcomes', async () => {
    const { all } = expected();
    const { counts } = await rapport.get(`/v1/volume?by=month&split=outcome&type=CallEnded&${MONTH}`);
    const outcomes: Record<string, number> = {};
    for (const { outcome, count } of counts as Count[]) outcomes[outcome!] = (outcomes[outcome!] ?? 0) + count;
    const { answered, abandoned, left_in_vru: left } = all;
    expect(outcomes).toEqual({ answered, abandoned, 'left-in-menu': left });
  });

  it('has the volumes of every day and every hour of it', async () => {
    const calls = rowsOf(CALLS, '\t').filter(({ outcome }) => outcome !== 'PHANTOM');
    const day = ({ date }: Record<string, string>) => `19${date!.replace(/(..)(..)(..)/, '$1-$2-$3')}`;
    const hour = (one: Record<string, string>) => `${day(one)}T${one['vru_entry']!.split(':')[0]!.padStart(2, '0')}`;
    const byDay = await rapport.get(`/v1/volume?by=day&type=CallStarted&${MONTH}`);
    expect(Object.fromEntries(byDay.counts.map(({ at, count }: Count) => [at.slice(0, 10), count]))).toEqual(
      countBy(calls, day),
    );
    const byHour = await rapport.get(`/v1/volume?by=hour&type=CallStarted&${MONTH}`);
    expect(Object.fromEntries(byHour.counts.map(({ at, count }: Count) => [at.slice(0, 13), count]))).toEqual(
      countBy(calls, hour),
    );
  });

  it('has the published calls per hour of the day, type and priority', async () => {
    const ended = await rapport.events(['CallEnded']);
    const hours = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, hour: 'numeric', hourCycle: 'h23' });
    const of = (outcome: string, word: (data: any) => string) =>
      countBy(
        ended.filter(({ data }) => data.outcome === outcome).map(({ data }) => data),
        word,
      );
    const check = (published: Record<string, any>, word: (data: any) => string): void => {
      const [answered, abandoned] = [of('answered', word), of('abandoned', word)];
      for (const [name, figures] of Object.entries(published))
        expect([name, answered[name] ?? 0, abandoned[name] ?? 0]).toEqual([name, figures.answered, figures.abandoned]);
    };
    const { by_hour: byHour, by_type: byType, by_priority: byPriority } = expected();
    check(byHour, ({ startedAt }) => String(Number(hours.format(new Date(startedAt)))));
    check(byType, ({ kind }) => kind);
    check(byPriority, ({ priority }) => String(priority));
  });

  it('has the published identified customers', async () => {
    const started = await rapport.events(['CallStarted']);
    const known = new Set(started.filter(({ handles }) => handles[0].type === 'crmId').map(({ handle }) => handle));
    expect(known.size).toBe(expected().identified_customers);
  });
});
