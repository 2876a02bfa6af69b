/** What a rebuild is made of, each part by itself: processor time in microseconds an event, ours and the server's. */
import { load } from './stage.mjs';

export const parts = async ({ measured, client, pool, store, past, projection, table }) => {
  const { readLog } = await load('read-db/src/replay/read-log');
  const { customersAsOf } = await load('read-db/src/replay/customers-as-of');
  const { typesOf } = await load('read-db/src/replay/filter');
  const { copyLines, copyStatement } = await load('read-db/src/replay/copy-lines');
  const { copyIn } = await load('read-db/src/replay/copy-in');
  const { describeTable } = await load('read-db/src/views/row-store');
  const { decodeEvent } = await load('events/src/index');
  const { evolve, handles } = await load('fold/src/index');
  const { events, position } = past;
  const never = new AbortController().signal;
  const part = { after: '', to: position, types: typesOf(projection) };
  const read = await measured(events, async () => {
    for await (const { count } of readLog(store, part, never)) if (count === 0) throw new Error('empty');
  });
  const customerOf = await customersAsOf(pool, position, { lo: 0, hi: 255 });
  const states = new Map();
  const spent = { parse: 0, fold: 0 };
  const timed = (part, work) => {
    const from = process.cpuUsage();
    const made = work();
    const { user, system } = process.cpuUsage(from);
    spent[part] += user + system;
    return made;
  };
  for await (const stretch of readLog(store, part, never)) {
    const facts = timed('parse', () => stretch.events.map(decodeEvent));
    timed('fold', () => {
      for (const fact of facts) {
        if (fact.channel === 'record' || !handles(projection, fact)) continue;
        const customer = customerOf(fact.handle);
        states.set(customer, evolve(projection, states.get(customer) ?? projection.initial(), fact, true));
      }
    });
  }
  const { path, key, columns } = await describeTable(pool, table);
  const keyColumn = columns.find(({ name }) => name === key);
  const copied = { path: '"floor"', key: keyColumn, fields: columns.filter((column) => column !== keyColumn) };
  const lines = copyLines(copied);
  const rows = [...states].map(([customer, row]) => ({ key: customer, row, foldedTo: null }));
  const chunks = [];
  const encode = await measured(events, async () => {
    for (let at = 0; at < rows.length; at += 1000) chunks.push(lines(rows.slice(at, at + 1000)));
  });
  const octets = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  await client.query(`create table floor (like ${path} including all excluding indexes)`);
  const write = await measured(events, async () => {
    for (const chunk of chunks) await copyIn(client, copyStatement(copied), chunk);
  });
  await client.query('drop table floor');
  const micros = (all) => Math.round((all / events) * 10) / 10;
  const share = ({ node, postgres }) => ({ node, postgres });
  return {
    rows: rows.length,
    octetsARow: Math.round(octets / Math.max(1, rows.length)),
    micros: {
      read: share(read),
      parse: { node: micros(spent.parse) },
      fold: { node: micros(spent.fold) },
      encode: share(encode),
      write: share(write),
    },
  };
};
