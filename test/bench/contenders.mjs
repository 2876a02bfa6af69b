/**
 * Who is measured side by side by peers.mjs, each with a table or log of its own in one PostgreSQL: our engine, plain INSERTs and server-side
 * COPY; other-stores.mjs has the others. Each takes events one by one (`single`) or many at a time (`batch`) and counts what it holds
 * at the end, so that nobody is fast by losing something.
 */
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import path from 'node:path';
import pg from 'pg';

register('../../infra/typescript-hooks.mjs', import.meta.url);
// Not by the library's index: that would load the other engine and its client too.
const { postgresEventStore } = await import('../../libs/engines/src/postgres/postgres.ts');

export const count = async (client, table) =>
  Number((await client.query(`select count(*) from ${table}`)).rows[0].count);

/**
 * Our engine: the queue gathers what waits, so that callers share commits; 500 events of a batch go to 500 streams, or, for
 * comparison with stores that can do no more, to one.
 */
export const rapport = async (url) => {
  const store = await postgresEventStore(url);
  const appendOf = ({ id, stream, type, body, fingerprint }) => ({
    stream,
    expected: 'any',
    events: [{ id, type, body, fingerprint }],
  });
  const append = async (events) => {
    const outcomes = await store.append(events.map(appendOf));
    const wrong = outcomes.find(({ status }) => status !== 'appended');
    if (wrong) throw new Error(`not appended: ${JSON.stringify(wrong)}`);
  };
  let batches = 0;
  const appendToOne = async (events) => {
    const stream = `batch-${(batches += 1)}`;
    const [{ status }] = await store.append([{ stream, expected: 'any', events }]);
    if (status !== 'appended') throw new Error(`not appended: ${status}`);
  };
  const events = 'rapport_store.events where stream';
  return [
    {
      name: 'rapport engine',
      single: (event) => append([event]),
      batch: append,
      held: (client) => count(client, `${events} not like 'batch-%'`),
      close: () => store.close(),
    },
    {
      name: 'rapport engine, one stream',
      batch: appendToOne,
      held: (client) => count(client, `${events} like 'batch-%'`),
    },
  ];
};

const twin = (client, table) => client.query(`create table ${table} (like rapport_store.events including all)`);
let serial = 0;
/** A row of the twin: the position and version are given here, which costs nothing and keeps the indexes as busy as ours. */
const rowOf = ({ id, stream, type, body, fingerprint }) => {
  serial += 1;
  return [serial, stream, serial, id, new Date().toISOString(), type, body, Buffer.from(fingerprint, 'hex')];
};

/** A connection for each caller. */
export const connectAll = (url, callers) =>
  Promise.all(
    Array.from({ length: callers }, async () => {
      const one = new pg.Client({ connectionString: url });
      await one.connect();
      return one;
    }),
  );

/** What pgbench does with a script of one INSERT: a connection per caller, prepared, each statement a commit of its own. */
export const autocommit = async (url, client, callers) => {
  await twin(client, 'peer_insert');
  const connections = await connectAll(url, callers);
  const types = ['bigint', 'text', 'int', 'uuid', 'timestamptz', 'text', 'text', 'bytea'];
  const many = `insert into peer_insert select * from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join()})`;
  const run = (name, text, values, caller) => connections[caller].query({ name, text, values });
  return {
    name: 'autocommit INSERT',
    single: (event, caller) =>
      run('one', 'insert into peer_insert values ($1, $2, $3, $4, $5, $6, $7, $8)', rowOf(event), caller),
    batch: (events, caller) => {
      const rows = events.map(rowOf);
      return run(
        'many',
        many,
        types.map((_, column) => rows.map((row) => row[column])),
        caller,
      );
    },
    held: () => count(client, 'peer_insert'),
    close: () => Promise.all(connections.map((one) => one.end())),
  };
};

const copyText = (value) =>
  Buffer.isBuffer(value)
    ? `\\\\x${value.toString('hex')}`
    : String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');

/** The limit of the machine: the server reads a file of its own disk, everything in one statement, one commit. */
export const copy = async (dir, client) => {
  await twin(client, 'peer_copy');
  const file = path.join(dir, 'rows.copy');
  return {
    name: 'server-side COPY',
    /** Made before the clock starts. */
    prepare: (events) => {
      writeFileSync(file, events.map((event) => `${rowOf(event).map(copyText).join('\t')}\n`).join(''));
      chmodSync(file, 0o644);
    },
    whole: () => client.query(`copy peer_copy from '${file}'`),
    held: () => count(client, 'peer_copy'),
    close: async () => rmSync(file, { force: true }),
  };
};
