import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from '@rapport/postgres';
import { EVENTS_TABLE, ON_KURRENT } from './engine';
import { checkedClient } from './checked-client';
import { clientOf, type Client } from './client';
import { build, freePort, newPlace, until, type Place, type Run } from './program';
import { email, purchase, user } from './touchpoints';

const KEY = `rk_verify000001_${'v'.repeat(43)}`;
const script = join(__dirname, '../../apps/rapport/bin/verify-export.mjs');

let place: Place;
let rapport: Run;
let port: number;
let env: Record<string, string>;
let admin: Client;
beforeAll(async () => {
  build();
  place = await newPlace();
  port = await freePort();
  env = { RAPPORT_PORT: String(port), RAPPORT_ADMIN_KEY: KEY };
  rapport = place.run(['up'], env);
  await rapport.ready();
  admin = await checkedClient(`http://127.0.0.1:${port}`, KEY);
});
afterAll(() => place.clear());

const verify = async (...args: string[]): Promise<{ code: number | string; report: any; text: string }> => {
  const run = place.run(['verify', '--json', ...args], env);
  const code = await run.ended;
  const text = run.output();
  return { code, text, report: text.startsWith('{') ? JSON.parse(text) : null };
};
const anchorsIn = (): string => join(place.dir, 'data/anchors');
const publicKey = (): string =>
  join(
    anchorsIn(),
    readdirSync(anchorsIn()).find((name) => name.endsWith('.pem'))!,
  );
const exportAndVerify = async (name: string) => {
  const file = join(place.dir, name);
  const exporting = place.run(['export', 'events', '--for-audit', '--out', file], env);
  expect([await exporting.ended, exporting.output()]).toEqual([0, expect.stringMatching(/exported \d+ events/)]);
  const args = [script, '--key', publicKey(), '--anchors', anchorsIn(), file];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, report: stdout === '' ? stderr : JSON.parse(stdout) };
};
const database = () => createPool(JSON.parse(readFileSync(join(place.dir, 'data/instance.json'), 'utf8')).databaseUrl);

it('says that the first anchor is still to come, and waits for it when asked to', async () => {
  for (const path of ['anchors', 'key']) expect((await admin.get(`/v1/audit/${path}`)).status).toBe(200);
  expect((await admin.post('/v1/interactions', purchase([user('u-0')], { id: 'v-0' }))).status).toBe(201);
  const early = await verify();
  // On a machine that is slow enough the anchor is there first.
  if (early.code !== 0) {
    expect([early.code, early.text]).toEqual([2, expect.stringMatching(/nothing can be proven yet.*10 s.*--wait/)]);
  }
  const run = place.run(['verify', '--wait', '60'], env);
  expect([await run.ended, run.output()]).toEqual([0, expect.stringMatching(/waiting up to 60 s[^]*intact/)]);
}, 120_000);

it('proves a history with corrections and erasures, and names what a superuser did to it', async () => {
  const sent = [1, 2, 3].map((n) => purchase([user(`u-${n}`), email(`u${n}@example.com`)], { id: `v-${n}` }));
  const receipts = await Promise.all(sent.map((one) => admin.post('/v1/interactions', one)));
  expect(receipts.map(({ status }) => status)).toEqual([201, 201, 201]);
  const [first] = receipts.map(({ body }) => body);
  const correction = { kind: 'retract', reason: 'a test' };
  expect((await admin.post(`/v1/interactions/${first.eventId}/corrections`, correction)).status).toBeLessThan(300);

  let anchors: any[] = [];
  await until('an anchor covers it all', async () => {
    const { body } = await admin.get('/v1/audit/anchors');
    anchors = body.anchors;
    const { body: log } = await admin.get('/v1/events?limit=1');
    return anchors[0]?.position === log.head && body.chain.exported === anchors[0].number;
  });
  const { body: keys } = await admin.get('/v1/audit/key');
  expect(keys.keys).toMatchObject([{ keyId: keys.current, publicKey: readFileSync(publicKey(), 'utf8') }]);
  expect((await clientOf(`http://127.0.0.1:${port}`, null).get('/v1/audit/anchors')).status).toBe(401);

  const whole = await verify();
  expect([whole.code, whole.report.verdict, whole.report.notes]).toEqual([0, 'intact', []]);
  const kept = join(place.dir, 'kept.json');
  writeFileSync(kept, JSON.stringify(anchors.at(-1)));
  const [since, unknown] = await Promise.all([verify('--from-anchor', kept), verify('--from-anchor', '999999')]);
  expect([since.code, unknown.code, unknown.text]).toEqual([
    0,
    2,
    expect.stringContaining('there is no anchor 999999'),
  ]);
  expect(await exportAndVerify('before.ndjson')).toMatchObject({ status: 0, report: { verdict: 'intact' } });

  const pool = database();
  try {
    await pool.query('delete from rapport_vault.handle_key');
    await pool.query(`update ${EVENTS_TABLE} set fingerprint = null`);
    expect((await verify('--from-anchor', kept, '--anchors', anchorsIn())).code).toBe(0);
    // Nobody can edit the log of a KurrentDB from here.
    if (ON_KURRENT) return;
    await pool.query('alter table rapport_store.events disable trigger user');
    await pool.query(`update rapport_store.events set body = replace(body, '10.00', '1.00') where event_id = $1`, [
      first.eventId,
    ]);
  } finally {
    await pool.end();
  }
  const after = await verify();
  expect(after.code).toBe(1);
  expect(after.report.findings[0]).toMatchObject({ kind: 'edited', event: { id: first.eventId }, between: null });
  expect(after.report.notes.join()).toMatch(/append-only/);
  const audit = await exportAndVerify('after.ndjson');
  expect(audit).toMatchObject({ status: 1, report: { findings: [{ kind: 'edited', event: { id: first.eventId } }] } });
}, 120_000);

it('could not check what it cannot reach', async () => {
  const run = place.run(['verify'], { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  expect([await run.ended, run.output()]).toEqual([2, expect.stringContaining('could not check')]);
  const { status } = spawnSync(process.execPath, [script, '--key', publicKey(), join(place.dir, 'none')]);
  expect(status).toBe(2);
});
