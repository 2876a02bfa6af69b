import { type Installation, startInstallation } from './installation';
import { expectedOf, rowsOf } from './published-data';
import { countBy } from './sums';

const REQUESTS = 'service-requests/boston311_2015_visible.csv.gz';
/** Eastern time by the calendar of 2015, without any code of ours. */
const eastern = (text: string): string => {
  const [, month, day, year, hour, rest, half] = /^(..)\/(..)\/(....) (..):(.....) (..)$/.exec(text)!;
  const local = `${year}-${month}-${day}T${String((Number(hour) % 12) + (half === 'PM' ? 12 : 0)).padStart(2, '0')}:${rest}`;
  const summer = local >= '2015-03-08T02' && local < '2015-11-01T02';
  return new Date(`${local}${summer ? '-04:00' : '-05:00'}`).toISOString();
};

describe('a year of service requests', () => {
  let rapport: Installation;
  let report: any;
  const expected = (): any => expectedOf('service-requests');
  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_ZONE: 'America/New_York' });
    ({ report } = await rapport.import(REQUESTS, 'service-requests'));
    await rapport.drained();
  }, 600_000);
  afterAll(() => rapport?.stop());

  it('is imported without a loss: every request opened, the closed ones closed', async () => {
    const { cases, all } = expected();
    expect(report.lines).toEqual({ read: cases, imported: cases, alreadyThere: 0, skipped: {}, refused: {} });
    expect(report.events).toMatchObject({ accepted: cases + all.closed });
    const { counts } = await rapport.get('/v1/volume?by=month&split=type&type=CaseOpened,CaseClosed');
    const total = (type: string): number =>
      counts.filter((one: any) => one.type === type).reduce((sum: number, { count }: any) => sum + count, 0);
    expect([total('CaseOpened'), total('CaseClosed')]).toEqual([cases, all.closed]);
  });

  it('has the published backlog, and what of it was overdue', async () => {
    const moments = Object.keys(expected()).flatMap((name) => /^backlog_(\d.*)$/.exec(name)?.[1] ?? []);
    expect(moments.length).toBeGreaterThan(0);
    for (const moment of moments) {
      const [date, time] = moment.split('_');
      const [year, month, day] = date!.split('-');
      const at = eastern(`${month}/${day}/${year} 12:${time!.slice(3)}:00 AM`);
      const { open, overdue } = await rapport.get(`/v1/cases/backlog?at=${at}`);
      expect({ open, overdue }).toEqual({
        open: expected()[`backlog_${moment}`],
        overdue: expected()[`backlog_overdue_${moment}`],
      });
    }
  });

  it('has the backlog of any moment as the file itself gives it', async () => {
    const cases = rowsOf(REQUESTS).map(({ OPEN_DT, CLOSED_DT, TARGET_DT }) => ({
      opened: eastern(OPEN_DT!),
      closed: CLOSED_DT ? eastern(CLOSED_DT) : '9',
      due: TARGET_DT ? eastern(TARGET_DT) : '9',
    }));
    for (const at of [
      '2015-01-20T17:03:11.000Z',
      '2015-03-08T07:00:00.000Z',
      '2015-11-01T05:30:00.000Z',
      '2016-01-12T23:00:00.000Z',
    ]) {
      // prettier-ignore
      const open = cases.filter(({ opened, closed }) => opened <= at && closed > at);
      const answer = await rapport.get(`/v1/cases/backlog?at=${at}`);
      expect([at, answer.open, answer.overdue]).toEqual([at, open.length, open.filter(({ due }) => due < at).length]);
    }
  });

  it('has the published requests of every channel', async () => {
    const opened = await rapport.events(['CaseOpened']);
    const cases = Object.entries<any>(expected().by_channel).map(([channel, one]) => [channel, one.cases]);
    expect(countBy(opened, ({ context }) => context.medium)).toEqual(Object.fromEntries(cases));
  });

  it('gives the published verdict on every case that has one', async () => {
    const closed = new Map<string, string>(
      (await rapport.events(['CaseClosed'])).map(({ data, occurredAt }) => [data.caseId, occurredAt]),
    );
    const asOf = eastern('01/13/2016 12:00:00 AM');
    const verdicts = new Map(
      (await rapport.events(['CaseOpened'])).map(({ data: { caseId, dueAt } }) => {
        const met = dueAt === undefined || (closed.has(caseId) ? closed.get(caseId)! <= dueAt : dueAt >= asOf);
        return [caseId as string, met ? 'ONTIME' : 'OVERDUE'];
      }),
    );
    const judged = rowsOf(REQUESTS).filter(({ OnTime_Status }) => OnTime_Status);
    expect(judged.filter((row) => verdicts.get(row['CASE_ENQUIRY_ID']!) !== row['OnTime_Status'])).toEqual([]);
    const { '': blank, ...published } = expected().verdicts;
    expect(verdicts.size - judged.length).toBe(blank);
    expect(countBy(judged, (row) => verdicts.get(row['CASE_ENQUIRY_ID']!)!)).toEqual(published);
  });
});
