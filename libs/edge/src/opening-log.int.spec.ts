import { randomUUID } from 'node:crypto';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { openOpeningLog, type OpeningLog } from './opening-log';

const opening = () => ({
  ...{ keyId: 'k', role: 'agent', actor: null, customer: randomUUID(), classes: ['contact'], cells: 1 },
  ...{ position: 'p', route: 'GET /v1/customers/:id', requestId: randomUUID() },
});

describe('openings that are recorded at the same time', () => {
  let database: FreshDatabase;
  let log: OpeningLog;
  beforeAll(async () => {
    database = await freshDatabase();
    log = await openOpeningLog(database.pool);
  });
  afterAll(() => database.drop());
  afterEach(() => jest.restoreAllMocks());

  const stored = async (requestId: string): Promise<number> => {
    const text = 'select from rapport_control.opening where request_id = $1';
    return (await database.pool.query(text, [requestId])).rowCount!;
  };

  it('share inserts, and each is in the table before its answer may leave', async () => {
    const asked = jest.spyOn(database.pool, 'query');
    const requests = Array.from({ length: 40 }, () => [opening(), opening()].map((one) => one));
    const found = await Promise.all(
      requests.map(async ([one, two]) => {
        await log.record([one!, two!]);
        return [await stored(one!.requestId), await stored(two!.requestId)];
      }),
    );
    expect(found).toEqual(requests.map(() => [1, 1]));
    const inserts = asked.mock.calls.filter(([query]) => typeof query === 'object');
    expect(inserts.length).toBeLessThan(requests.length / 2);
  });

  it('are listed newest first, each once, over pages, also past the hundredth', async () => {
    const customer = randomUUID();
    const requests = Array.from({ length: 120 }, () => randomUUID());
    for (const requestId of requests) await log.record([{ ...opening(), customer, requestId }]);
    const listed: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { openings, next } = await log.list({ customer, limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      listed.push(...openings.map(({ requestId }) => requestId));
      if (next === null) break;
      cursor = next;
    }
    expect(listed).toEqual([...requests].reverse());
  });

  it('fail together with their insert, so that no answer leaves', async () => {
    jest.spyOn(database.pool, 'query').mockImplementation(() => Promise.reject(new Error('disk full')) as never);
    const ends = await Promise.allSettled([log.record([opening()]), log.record([opening()]), log.record([])]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
