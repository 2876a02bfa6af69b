/** The same question asked of Emmett: a document per customer, rebuilt from its log by its own rebuild of a Pongo projection. */
const name = '@event-driven-io/emmett-postgresql';
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Events a second; few events, because it takes that long. */
export const emmettRebuild = async (url, client, { events = 4_000, people = 200 } = {}) => {
  let module;
  try {
    module = await import(name);
  } catch (error) {
    if (!error.message.startsWith(`Cannot find package '${name}'`)) throw error;
    return { missing: `${name} is not installed: not measured` };
  }
  await client.query('create database emmett_rebuild');
  const own = new URL(url);
  own.pathname = '/emmett_rebuild';
  const store = module.getPostgreSQLEventStore(own.href);
  await store.schema.migrate();
  const told = Array.from({ length: events }, (_, n) => ({
    type: 'PurchaseMade',
    data: { customer: `c${n % people}`, orderId: `o-${n}`, currency: 'EUR', amount: n % 100, sku: `SKU-${n % 5000}` },
  }));
  for (let at = 0; at < events; at += 500) await store.appendToStream(`s-${at}`, told.slice(at, at + 500));
  const projection = module.pongoMultiStreamProjection({
    collectionName: 'customers',
    canHandle: ['PurchaseMade'],
    getDocumentId: ({ data }) => data.customer,
    initialState: () => ({ count: 0, sum: 0 }),
    evolve: (document, { data }) => ({ ...document, count: document.count + 1, sum: document.sum + data.amount }),
  });
  const pulling = { batchSize: 1000, pullingFrequencyInMs: 1 };
  const consumer = module.rebuildPostgreSQLProjections({ connectionString: own.href, projections: [projection], pulling }); // prettier-ignore
  const from = performance.now();
  await Promise.race([consumer.start(), wait(120_000)]);
  const seconds = (performance.now() - from) / 1000;
  await consumer.close().catch(() => undefined);
  const { default: pg } = await import('pg');
  const reader = new pg.Client({ connectionString: own.href });
  await reader.connect();
  const { rows } = await reader.query(
    `select count(*)::int as rows, sum((data->>'count')::int)::int as n from customers`,
  );
  await reader.end();
  await store.close();
  if (rows[0].n !== events) throw new Error(`Emmett folded ${rows[0].n} of ${events} events`);
  return { perSecond: Math.round(events / seconds), events, rows: rows[0].rows };
};
