import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { foldIndependently } from '../faults/independent-fold';
import { interaction } from '../faults/mixed-load';
import { built, refusalOf } from './built-pasts';
import { clientOf, type Client } from './client';
import { type Place, type Run, build, freePort, newPlace, until } from './program';

const BEFORE = 120;
const AFTER = 60;
const some = (from: number, count: number) => Array.from({ length: count }, (_, n) => interaction(from + n, 7));

let place: Place;
let port: number;
let client: Client;
let running: Run;

/** The log of this spec is in PostgreSQL, whatever engine the others run on. */
const rapport = (args: readonly string[], env: Record<string, string> = {}): Run =>
  place.run(args, { RAPPORT_PORT: String(port), EVENT_STORE_URL: '', ...env });
const command = async (...args: string[]): Promise<string> => {
  const run = rapport(args);
  const code = await run.ended;
  if (code !== 0) throw new Error(`rapport ${args.join(' ')} ended with ${code}:\n${run.output()}`);
  return run.output();
};
const up = async (): Promise<void> => {
  running = rapport(['up']);
  await running.ready();
  client = clientOf(`http://127.0.0.1:${port}`, readFileSync(join(place.dir, 'data/admin.key'), 'utf8').trim());
};
const down = async (): Promise<void> => {
  process.kill(running.child.pid!, 'SIGTERM');
  expect(await running.ended).toBe(0);
};
const send = async (interactions: readonly object[]): Promise<{ status: string; position: string }[]> => {
  const { status, body } = await client.post('/v1/interactions/batch', interactions);
  expect(status).toBeLessThan(300);
  return body.results as { status: string; position: string }[];
};
const statuses = (results: readonly { status: string }[]): string[] => [...new Set(results.map((one) => one.status))];

const inDatabase = async <T>(work: (db: pg.Client) => Promise<T>): Promise<T> => {
  const { databaseUrl } = JSON.parse(readFileSync(join(place.dir, 'data/instance.json'), 'utf8')) as {
    databaseUrl: string;
  };
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    return await work(db);
  } finally {
    await db.end();
  }
};

interface Progress {
  readonly position: string;
  readonly head: string;
  readonly fault: string | null;
}
const progress = async (): Promise<readonly Progress[]> => (await client.get('/v1/projections')).body.projections;
const drained = (): Promise<void> =>
  until(
    'all views are at the end of the log',
    async () => {
      const end = await inDatabase((db) => db.query('select epoch, position from rapport_store.head'));
      const { epoch, position } = end.rows[0] as { epoch: string; position: string };
      const head = `${epoch}-${position.padStart(19, '0')}`;
      return (await progress()).every((one) => one.position === head);
    },
    60_000,
  );

/** Every view says what the stored bytes say, and there is no view beside them. */
const viewsEqualTheLog = (): Promise<number> =>
  inDatabase(async (db) => {
    const people = await foldIndependently(db);
    const { rows } = await db.query<{ key: string; touches: number; last_seen_at: string; totals: any }>(
      'select key, touches, last_seen_at, totals from rapport_read.customer_view_v1',
    );
    const seen = rows.map(({ key, touches, last_seen_at: last, totals }) => {
      const person = people.find(({ handles }) => handles.has(key));
      const cents = BigInt((totals['EUR']?.purchased ?? '0.00').replace('.', ''));
      return person?.touches === touches && person.lastSeenAt === last && person.cents === cents;
    });
    expect(seen).toEqual(people.map(() => true));
    return people.length;
  });

const anyCustomer = (): Promise<string> =>
  inDatabase(async (db) => (await db.query('select key from rapport_read.customer_view_v1 limit 1')).rows[0].key);

beforeAll(async () => {
  build();
  place = await newPlace();
  port = await freePort();
}, 300_000);
afterAll(() => place.clear());

it('restores the backup of a running instance: views stop and say so, go on after one command, and lost events come again', async () => {
  await up();
  expect(statuses(await send(some(0, BEFORE)))).toEqual(['accepted']);
  await drained();
  const then = { asOfRecorded: new Date().toISOString() };
  const past = await built(client, 'customer-view', then);
  const list = `/v1/projections/customer-view/rows?limit=2000&asOfRecorded=${then.asOfRecorded}`;
  const { body: before } = await client.get(list);
  expect([before.asOf, before.rows.length > 20]).toEqual([past.asOf, true]);
  const backup = join(place.dir, 'backup');
  await command('backup', backup);
  expect(readdirSync(backup).sort()).toEqual(['backup.json', 'cluster', 'password']);
  const lost = await send(some(BEFORE, AFTER));
  expect(statuses(lost)).toEqual(['accepted']);
  await drained();
  const refused = rapport(['restore', backup]);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toMatch(/in use by process/);
  await down();

  expect(await command('restore', backup)).toMatch(/new epoch[\s\S]*rapport resume/);
  await up();
  await until('all followers say so', async () => (await progress()).every(({ fault }) => fault !== null), 60_000);
  expect((await progress())[0]!.fault).toMatch(/(Epoch|History)Mismatch.*"rapport resume"/);
  // What was built of the past is of the log from before, too.
  const rows = `/v1/pasts/${past.id}/rows`;
  for (const path of [list, rows])
    expect([path, await refusalOf(client, path)]).toEqual([path, [409, 'other-history']]);
  const { body: health } = await client.get('/health/ready');
  expect(JSON.stringify(health)).toMatch(/rapport resume/);
  const doctor = rapport(['doctor']);
  await doctor.ended;
  expect(doctor.output()).toMatch(/"rapport resume" lets the views follow/);

  expect(await command('resume')).toMatch(/go on where they were/);
  await drained();
  const { body: after } = await client.get(list);
  const moved = String(past.asOf.position).replace(/^\w{8}/, (await progress())[0]!.position.slice(0, 8));
  expect([moved === past.asOf.position, after.position, after.rows]).toEqual([false, moved, before.rows]);
  expect((await client.get(`${rows}?limit=2000`)).body).toEqual(after);
  expect(await viewsEqualTheLog()).toBeGreaterThan(20);
  const old = await client.get(`/v1/customers/${await anyCustomer()}?minPosition=${lost.at(-1)!.position}`);
  expect([old.status, old.body.type]).toEqual([409, expect.stringContaining('other-history')]);

  expect(statuses(await send(some(0, BEFORE)))).toEqual(['duplicate']);
  expect(statuses(await send(some(BEFORE, AFTER)))).toEqual(['accepted']);
  await drained();
  await viewsEqualTheLog();
  expect(await command('resume')).toMatch(/nothing to resume/);
  await down();
}, 300_000);

it('changes the master key: the same people are found and read under the new one, and the old one opens nothing', async () => {
  const own = join(place.dir, 'data/master.key');
  const old = readFileSync(own, 'utf8');
  expect(await command('keys', 'rotate-master')).toMatch(/keys wrapped anew/);
  expect(readFileSync(own, 'utf8')).not.toBe(old);
  expect(existsSync(join(place.dir, 'data/next-master'))).toBe(false);
  const late = rapport(['up'], { RAPPORT_MASTER_KEY: old.trim() });
  expect(await late.ended).toBe(1);
  expect(late.output()).toMatch(/not the master key[\s\S]*rotate-master/);

  await up();
  const busy = rapport(['keys', 'rotate-master']);
  expect(await busy.ended).toBe(1);
  expect(busy.output()).toMatch(/Stop it first/);
  const mail = some(0, BEFORE).flatMap(({ identifiers }) => identifiers.filter(({ type }) => type === 'email'))[0]!;
  const found = await client.post('/v1/customers/lookup', { identifiers: [mail] });
  expect([found.status, JSON.stringify(found.body).length > 2]).toEqual([200, true]);
  expect(statuses(await send(some(0, BEFORE)))).toEqual(['duplicate']);
  await down();
}, 300_000);
