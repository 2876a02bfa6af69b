import { type Installation, startInstallation } from './installation';
import { expectedOf, rowsOf } from './published-data';
import { closeDay, publishPyramid, pyramidOf, withoutNames } from './pyramid';
import { groupBy, sumOf } from './sums';

const FILE = 'online-retail/online_retail_2010-12_2011-06.csv.gz';
const LAST_DAY = '2011-06-30';
const DAY_MS = 86_400_000;

interface Line {
  readonly quantity: number;
  readonly unitPrice: string;
  readonly amount: string;
}
const linesOf = (events: readonly any[]): Line[] => events.flatMap(({ data }) => data.lines);
const isNamed = ({ handles }: any): boolean => handles[0].type === 'userId';

describe('a shop log full of dirt', () => {
  let rapport: Installation;
  let report: any;
  let sales: any[];
  let returns: any[];
  /** Customers by the shop's number, through the invoices of the log. */
  const customerOf = new Map<string, string>();
  const expected = (): any => expectedOf('online-retail');
  const unpriced = (): readonly Record<string, string>[] =>
    rowsOf(FILE).filter(({ UnitPrice }) => Number(UnitPrice) <= 0);

  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_ZONE: 'Europe/London', RAPPORT_CURRENCY: 'GBP' });
    ({ report } = await rapport.import(FILE, 'online-retail'));
    await rapport.drained();
    const all = await rapport.events(['PurchaseMade', 'ItemReturned']);
    sales = all.filter(({ type }) => type === 'PurchaseMade');
    returns = all.filter(({ type }) => type === 'ItemReturned');
    const handleOf = new Map(all.map(({ data, handle }) => [data.orderId ?? data.returnId, handle as string]));
    for (const { InvoiceNo, CustomerID, UnitPrice } of rowsOf(FILE))
      if (CustomerID && Number(UnitPrice) > 0) customerOf.set(CustomerID, handleOf.get(InvoiceNo!)!);
  }, 900_000);
  afterAll(() => rapport?.stop());

  it('is imported with every line accounted for', () => {
    const { rows } = expected();
    const skipped = unpriced().length;
    expect(report.lines).toEqual({
      ...{ read: rows, imported: rows - skipped, alreadyThere: 0 },
      ...{ skipped: { 'no price: stock correction or gift': skipped }, refused: {} },
    });
  });

  it('keeps every line, exact duplicates too, and every invoice', () => {
    const { rows, invoices, cancel_invoices: cancelled, cancel_lines: cancelLines } = expected();
    expect(linesOf([...sales, ...returns])).toHaveLength(rows - unpriced().length);
    expect([returns.length, linesOf(returns).length]).toEqual([cancelled, cancelLines]);
    const priced = new Set([...sales, ...returns].map(({ data }) => data.orderId ?? data.returnId));
    expect(priced.size).toBe(sales.length + returns.length);
    const only = new Set(unpriced().map(({ InvoiceNo }) => InvoiceNo!).filter((one) => !priced.has(one))); // prettier-ignore
    expect(priced.size + only.size).toBe(invoices);
    const twice = (lines: any[]) => lines.length - new Set(lines.map((line) => JSON.stringify(line))).size;
    const repeated = [...sales, ...returns].reduce((sum, { data }) => sum + twice(data.lines), 0);
    const rest = unpriced();
    expect(repeated + rest.length - new Set(rest.map((row) => JSON.stringify(row))).size).toBe(
      expected().exact_duplicate_rows,
    );
  });

  it('has the published value of everything, and of the sales', () => {
    const { total_value: total, sales: published, customers_any: anybody } = expected();
    const amounts = (events: readonly any[]): string[] => events.map(({ data }) => data.amount);
    expect(sumOf([...amounts(sales), ...amounts(returns).map((amount) => `-${amount}`)])).toBe(total);
    const named = sales.filter(isNamed);
    expect({
      rows: linesOf(named).length,
      customers: new Set(named.map(({ handle }) => handle)).size,
      invoices: named.length,
      value: sumOf(amounts(named)),
    }).toEqual(published);
    const bought = new Set([...sales, ...returns].filter(isNamed).map(({ handle }) => handle)).size;
    const giftOnly = new Set(unpriced().flatMap(({ CustomerID }) => (CustomerID && !customerOf.has(CustomerID) ? [CustomerID] : []))); // prettier-ignore
    expect(bought + giftOnly.size).toBe(anybody);
  });

  it('has the published rows without a customer', () => {
    const nameless = linesOf([...sales, ...returns].filter((one) => !isNamed(one))).length;
    const without = unpriced().filter(({ CustomerID }) => !CustomerID).length;
    expect(nameless + without).toBe(expected().rows_without_customer);
  });

  it('serves the same sums as values of the population', async () => {
    const everybody = await rapport.all(`/v1/value?asOf=${LAST_DAY}&limit=1000`, 'customers');
    const named = new Set(customerOf.values());
    const buyers = everybody.filter(({ customerId }) => named.has(customerId));
    expect(buyers).toHaveLength(expected().sales.customers);
    expect(sumOf(buyers.map(({ sums }) => sums.GBP.sold))).toBe(expected().sales.value);
    expect(buyers.reduce((sum, { sums }) => sum + sums.GBP.sales, 0)).toBe(expected().sales.invoices);
  });

  it('knows recency, frequency and value of the published customers', async () => {
    for (const [number, { R, F, M, net }] of Object.entries<any>(expected().rfm_examples)) {
      const one = await rapport.get(`/v1/customers/${customerOf.get(number)}/value?asOf=${LAST_DAY}`);
      const recency = (Date.parse(LAST_DAY) - Date.parse(one.lastPurchaseDay)) / DAY_MS;
      const { sales: orders, sold, net: left } = one.sums.GBP;
      expect({ number, R: recency, F: orders, M: Number(sold), net: Number(left) }).toEqual({ number, R, F, M, net });
    }
  });

  it('has the published pyramids, gross and net side by side', async () => {
    await publishPyramid(rapport, 'pyramid-gross', 'gross', 'GBP');
    await publishPyramid(rapport, 'pyramid-net', 'net', 'GBP');
    await closeDay(rapport, LAST_DAY, ['pyramid-gross', 'pyramid-net']);
    const { pyramid_gross: gross, pyramid_net: net } = expected();
    expect(await pyramidOf(rapport, 'pyramid-gross', LAST_DAY)).toEqual(withoutNames(gross));
    expect(await pyramidOf(rapport, 'pyramid-net', LAST_DAY)).toEqual(withoutNames(net));
  }, 300_000);

  it('adds nothing when it is imported a second time', async () => {
    const again = await rapport.import(FILE, 'online-retail');
    expect(again.report.events).toMatchObject({ accepted: 0, conflict: 0, refused: 0 });
    expect(again.report.lines).toMatchObject({ imported: 0, alreadyThere: expected().rows - unpriced().length });
    const sent = await rapport.import(FILE, 'online-retail', '--again');
    expect(sent.report.events).toMatchObject({ accepted: 0, duplicate: sales.length + returns.length });
    const byInvoice = groupBy(await rapport.events(['PurchaseMade']), ({ data }) => data.orderId);
    expect(byInvoice.size).toBe(sales.length);
  }, 300_000);
});
