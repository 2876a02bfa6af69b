/**
 * Event stores on PostgreSQL that others have written, as their documentation starts them. They are dev dependencies, for this bench
 * only; one that is not installed is said to be missing.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { connectAll, count } from './contenders.mjs';

/** The module, or null when it is not there; its own missing parts are a fault, not an absence. */
const load = async (name) => {
  try {
    return await import(name);
  } catch (error) {
    if (!error.message.startsWith(`Cannot find package '${name}'`)) throw error;
    return null;
  }
};
const missing = (name) => ({ missing: `${name} is not installed: not measured` });

/**
 * Emmett with the pool that it makes itself. Its append takes one stream: a batch is 500 events of one stream, which spares it 499
 * versions. No projections, no processors. Two callers that meet at a stream make one of them fail, also when no version is expected;
 * that one is repeated, as its command handler does, and counted.
 */
export const emmett = async (url) => {
  const name = '@event-driven-io/emmett-postgresql';
  const module = await load(name);
  if (!module) return missing(name);
  const store = module.getPostgreSQLEventStore(url);
  await store.schema.migrate();
  const eventOf = ({ id, type, body }) => ({ type, data: JSON.parse(body), metadata: { eventId: id } });
  let batches = 0;
  let repeats = 0;
  const single = async (event) => {
    for (; ; repeats += 1)
      try {
        return await store.appendToStream(event.stream, [eventOf(event)]);
      } catch (error) {
        if (error.errorCode !== 412) throw error;
      }
  };
  return {
    name: 'Emmett',
    single,
    notes: () => ({ 'appends repeated after a version conflict': repeats }),
    batch: (events) => store.appendToStream(`batch-${(batches += 1)}`, events.map(eventOf)),
    held: (client) => count(client, 'emt_messages'),
    close: () => store.close(),
  };
};

/** What its install script runs, in its order; without the role, the rights and the views for people. */
const MESSAGE_DB = [
  'schema/message-store',
  'extensions/pgcrypto',
  'tables/messages',
  'types/message',
  ...['message-store-version', 'hash-64', 'acquire-lock', 'category', 'is-category', 'id', 'cardinal-id']
    .concat(['stream-version', 'write-message', 'get-stream-messages', 'get-category-messages'])
    .map((name) => `functions/${name}`),
  ...['messages-id', 'messages-stream', 'messages-category'].map((name) => `indexes/${name}`),
];

/**
 * message-db by its SQL, from its npm package, in Message DB's own schema; a connection for each caller. It writes one message at a
 * time: a batch is 500 calls in one transaction, sent one after the other as its clients do. Its lock is per category, and all customers
 * are one.
 */
export const messageDb = async (url, client, callers) => {
  const name = '@eventide/message-db';
  let root;
  try {
    root = path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return missing(name);
  }
  await client.query('set search_path to message_store, public');
  // Its scripts make one index without a transaction around it.
  for (const file of MESSAGE_DB)
    for (const statement of statementsOf(readFileSync(path.join(root, 'database', `${file}.sql`), 'utf8')))
      await client.query(statement);
  await client.query('reset search_path');
  const connections = await connectAll(url, callers);
  for (const one of connections) await one.query('set search_path to message_store, public');
  const write = ({ id, stream, type, body }, caller) =>
    connections[caller].query({
      name: 'write',
      text: 'select write_message($1, $2, $3, $4::jsonb, $5::jsonb)',
      values: [id, stream, type, body, null],
    });
  return {
    name: 'message-db',
    single: write,
    batch: async (events, caller) => {
      await connections[caller].query('begin');
      for (const event of events) await write(event, caller);
      await connections[caller].query('commit');
    },
    held: () => count(client, 'message_store.messages'),
    close: () => Promise.all(connections.map((one) => one.end())),
  };
};

/** Statements of one of its files: functions come one to a file, indexes may come several. */
const statementsOf = (text) => (text.includes('$$') ? [text] : text.split(';').filter((part) => part.trim() !== ''));

/**
 * Castore's adapter with the pool that it makes itself. It leaves versions to its caller, and the versions here come from a map, which
 * spares it the read that its own stores do first. It writes one event to a statement: a batch is its group of 500, in one transaction.
 */
export const castore = async (url) => {
  const name = '@castore/event-storage-adapter-postgres';
  const module = await load(name);
  if (!module) return missing(name);
  const { PostgresEventStorageAdapter } = module.default;
  await PostgresEventStorageAdapter.createEventTable({
    ...{ connectionString: url, tableName: 'castore_event' },
    aggregateId: { type: 'VARCHAR', length: 200 },
  });
  const adapter = new PostgresEventStorageAdapter({ connectionString: url, tableName: 'castore_event' });
  const context = { eventStoreId: 'CUSTOMERS' };
  const versions = new Map();
  const eventOf = ({ stream, type, body, id }) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    return { aggregateId: stream, version, type, payload: JSON.parse(body), metadata: { eventId: id } };
  };
  return {
    name: 'Castore',
    single: (event) => adapter.pushEvent(eventOf(event), context),
    batch: (events) =>
      adapter.pushEventGroup(
        {},
        ...events.map((event) => ({ event: eventOf(event), context, eventStorageAdapter: adapter })),
      ),
    held: (client) => count(client, 'castore_event'),
    close: () => adapter._sql.end(),
  };
};
