import { built, momentOf, refusalOf } from './built-pasts';
import { startInstallation, type Installation } from './installation';
import { card, purchase } from './touchpoints';

const BY = '2026-03-02T23:00:00.000Z';
const at = (day: number): string => `2026-06-0${day}T12:00:00.000Z`;

describe('figures of everybody as of a moment in the past', () => {
  let rapport: Installation;
  let last = '';
  const analyst = () => rapport.as('analyst');
  const record = async (event: object): Promise<any> => {
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', event);
    expect([status, body]).toEqual([201, expect.anything()]);
    last = body.position;
    return body;
  };
  const sold = (who: string, day: string, amount: string): Promise<any> =>
    record(purchase([card(who)], { occurredAt: `${day}T12:00:00.000Z`, data: { orderId: `${who}-${day}-${amount}`, currency: 'EUR', amount } })); // prettier-ignore
  const stepped = (type: string, day: number, data: object, channel = 'web'): Promise<any> =>
    record({ id: `${type}-${day}`, source: 'city/desk', channel, type, occurredAt: at(day), identifiers: [card('F-a')], data: { caseId: 'k1', ...data } }); // prettier-ignore
  const get = async (path: string): Promise<any> => {
    const { status, body, headers } = await analyst().get(path);
    expect([path, status, body]).toEqual([path, 200, expect.anything()]);
    return { ...body, header: headers.get('rapport-position') };
  };
  const live = (path: string): Promise<any> => get(`${path}${path.includes('?') ? '&' : '?'}minPosition=${last}`);
  /** What was said, without what says of which moment and which part of the log it was. */
  const said = ({ header: _, moments: _m, asOf: _a, ...body }: any): any => body;

  let then: string;
  let buyer: string;
  let seen: Record<'values' | 'value' | 'backlog', any>;
  beforeAll(async () => {
    rapport = await startInstallation();
    buyer = (await sold('F-a', '2026-03-01', '10.00')).customerId;
    await sold('F-b', '2026-03-03', '30.00');
    await stepped('CaseOpened', 1, { kind: 'complaint', dueAt: at(3) });
    const day = 'asOf=2026-03-05';
    seen = {
      values: await live(`/v1/value?${day}`),
      value: await live(`/v1/customers/${buyer}/value?${day}`),
      backlog: await live(`/v1/cases/backlog?at=${at(5)}`),
    };
    then = await momentOf(rapport);
    await sold('F-a', '2026-03-02', '20.00');
    await record(purchase([card('F-a'), card('F-b')], { occurredAt: '2026-03-04T12:00:00Z', data: { orderId: 'both', currency: 'EUR', amount: '1.00' } })); // prettier-ignore
    await stepped('CaseReclassified', 2, { kind: 'enquiry' });
    await stepped('CaseClosed', 4, {}, 'business');
    await live('/v1/value');
    await live('/v1/cases/backlog');
  });
  afterAll(() => rapport.stop());

  it('say what everybody was worth by both clocks, as they said it then', async () => {
    const list = `/v1/value?asOf=2026-03-05&asOfRecorded=${then}`;
    expect(await refusalOf(analyst(), list)).toEqual([409, 'past-not-built']);
    const { asOf } = await built(analyst(), 'value', { asOfRecorded: then });
    const found = await get(list);
    expect([found.moments, found.header]).toEqual([asOf, asOf.position]);
    expect({ ...said(found), asOf: '' }).toEqual({ ...said(seen.values), asOf: '' });
    expect(found.customers).toHaveLength(2);
    expect(said(await live('/v1/value?asOf=2026-03-05')).customers).toHaveLength(1);
    const pages = [await get(`${list}&limit=1`)];
    pages.push(await get(`${list}&limit=1&cursor=${pages[0].next}`));
    expect(pages.flatMap(({ customers }) => customers)).toEqual(found.customers);
    expect(await refusalOf(analyst(), `/v1/value?asOf=2026-03-05&cursor=${pages[0].next}`)).toEqual([400, 'invalid-request']); // prettier-ignore
    const table = await analyst().get(list, { accept: 'text/csv' });
    expect(String(table.body).trimEnd().split('\r\n')).toHaveLength(3);
    expect(await refusalOf(analyst(), `${list}&minPosition=${last}`)).toEqual([400, 'invalid-request']);
  }, 60_000);

  it('say what had happened by a moment, to the end of its day when no other is asked for', async () => {
    const past = await built(analyst(), 'value', { asOfOccurred: BY });
    const found = await get(`/v1/value?asOfOccurred=${BY}`);
    expect(found).toMatchObject({ asOf: '2026-03-02', moments: past.asOf, customers: [{ x: 1, sums: { EUR: { net: '30.00' } } }] }); // prettier-ignore
    expect((await get(`/v1/value?asOfOccurred=${BY}&asOf=2026-03-01`)).customers).toMatchObject([{ x: 0, sums: { EUR: { net: '10.00' } } }]); // prettier-ignore
    expect(await refusalOf(analyst(), `/v1/value?asOfOccurred=${BY}&asOf=2026-03-03`)).toEqual([400, 'invalid-request']); // prettier-ignore
  }, 60_000);

  it('say what one customer was worth at once', async () => {
    const path = `/v1/customers/${buyer}/value`;
    const known = await get(`${path}?asOf=2026-03-05&asOfRecorded=${then}`);
    expect(said(known)).toEqual(said(seen.value));
    expect(known).toMatchObject({ orders: 1, moments: { recorded: then, occurred: null, position: known.header } });
    expect(await get(`${path}?asOfOccurred=${BY}`)).toMatchObject({ asOf: '2026-03-02', x: 1, orders: 2 });
    const both = await get(`${path}?asOfOccurred=${BY}&asOfRecorded=${then}`);
    expect(both).toMatchObject({ asOf: '2026-03-02', x: 0, orders: 1, moments: { recorded: then, occurred: BY } });
    expect(await refusalOf(analyst(), `${path}?asOfRecorded=2001-01-01T00:00:00Z`)).toEqual([404, 'not-found']);
    expect(await refusalOf(analyst(), `${path}?asOfOccurred=${BY}&asOf=2026-03-03`)).toEqual([400, 'invalid-request']);
  });

  it('count open cases: at a moment as it is known at once, as it was known once it is built', async () => {
    const { header, asOf, ...was } = await get(`/v1/cases/backlog?asOfOccurred=${at(3)}`);
    expect(was).toEqual(said(await get(`/v1/cases/backlog?at=${at(3)}`)));
    expect(was).toMatchObject({ at: at(3), open: 1, by: { kind: { enquiry: 1 } } });
    expect(asOf).toEqual({ recorded: null, occurred: at(3), position: header });
    expect(await refusalOf(analyst(), `/v1/cases/backlog?at=${at(4)}&asOfOccurred=${at(3)}`)).toEqual([400, 'invalid-request']); // prettier-ignore
    const path = `/v1/cases/backlog?asOfRecorded=${then}`;
    const { status, body } = await analyst().get(path);
    expect([status, body.detail]).toEqual([409, `nobody has had these rows built: POST /v1/pasts ${JSON.stringify({ projection: 'cases', asOfRecorded: then })}`]); // prettier-ignore
    const past = await built(analyst(), 'cases', { asOfRecorded: then });
    const known = await get(`${path}&at=${at(5)}`);
    expect([known.asOf, known.header]).toEqual([past.asOf, past.asOf.position]);
    expect(said(known)).toEqual(said(seen.backlog));
    expect(said(known)).toMatchObject({ open: 1, overdue: 1, by: { kind: { complaint: 1 } } });
    expect((await live(`/v1/cases/backlog?at=${at(5)}`)).open).toBe(0);
    const both = await get(`${path}&asOfOccurred=${at(2)}`);
    expect(both).toMatchObject({ at: at(2), open: 1, overdue: 0, asOf: { recorded: then, occurred: at(2), position: past.asOf.position } }); // prettier-ignore
    const table = await analyst().get(`${path}&at=${at(5)}`, { accept: 'text/csv' });
    expect(table.body).toBe('kind,reason,channel,department,open,overdue\r\ncomplaint,,web,,1,1\r\n');
  }, 60_000);
});
