import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openAdmission, openSources } from '@rapport/admission';
import { Metrics, bootHttp, openAccessKeys, readConfig } from '@rapport/edge';
import { ingestModule } from '@rapport/ingest';
import { eventually } from '@rapport/testing';
import { reapplyLedger } from '@rapport/vault';
import { EVENTS_TABLE } from './engine';
import { startInstallation, type Installation } from './installation';
import { card, email, profile, purchase } from './touchpoints';

/** Where an erasure is cut off: what the database refuses to do. */
const CUTS: readonly (readonly [where: string, table: string, when: string])[] = [
  ['before anything is noted', 'rapport_control.erasure', 'before update of hashes'],
  ['before the ledger is known to be written', 'rapport_control.erasure', 'before update of ledgered_at'],
  ['before the keys are destroyed', 'rapport_vault.handle_key', 'before update'],
  ['after the keys were destroyed', 'rapport_control.erasure', 'before update of keys_at'],
  ['before fingerprints are forgotten', EVENTS_TABLE, 'before update of fingerprint'],
  ['before refused input is removed', 'rapport_admission.quarantine', 'before delete'],
  ['before what failures said is forgotten', 'rapport_read.parked', 'before update'],
  ['before it is counted', 'rapport_control.erasure', 'before update of cleaned'],
  ['before the log says so', EVENTS_TABLE, 'before insert'],
  ['before it is finished', 'rapport_control.erasure', 'before update of status'],
];

describe('an erasure that is cut off', () => {
  let rapport: Installation;
  beforeAll(async () => {
    rapport = await startInstallation();
    const { pool } = rapport;
    await pool.query(`create function public.cut() returns trigger language plpgsql as $$
      begin raise exception 'cut off here'; end $$`);
  });
  afterAll(() => rapport.stop());

  const known = async (name: string): Promise<string> => {
    const ids = [card(`LC-${name}`), email(`${name}@example.com`)];
    await rapport.as('integrator').post('/v1/interactions', purchase(ids, { type: 'Nonsense' }));
    await rapport.as('integrator').post('/v1/interactions', purchase(ids));
    const { body } = await rapport
      .as('integrator')
      .post('/v1/interactions', profile([ids[0]!], { name: 'Yolanda Cut', country: 'DE' }));
    await rapport.as('agent').get(`/v1/customers/${body.customerId}?minPosition=${body.position}`);
    await rapport.pool.query(
      `insert into rapport_read.parked (projection, version, key, position, event_id, error, parked_at)
       values ('spec', 1, $1, '', gen_random_uuid(), 'it said Yolanda', now())`,
      [body.customerId],
    );
    return body.customerId;
  };
  const erase = (id: string): Promise<any> =>
    rapport.as('admin').send('DELETE', `/v1/customers/${id}`, JSON.stringify({ reason: 'Asked for by letter' }));
  /** A process that starts after the first one was killed. */
  const withAnotherProcess = async (work: () => Promise<void>): Promise<void> => {
    const { pool, vault, ledger } = rapport;
    const [store, sources, keys] = [await rapport.openStore(), await openSources(pool), await openAccessKeys(pool)];
    const admission = await openAdmission({ pool, store, vault, sources });
    const config = readConfig({ RAPPORT_PORT: '0' });
    const { bodyLimitBytes, zone, currency } = config;
    const metrics = new Metrics();
    const privacy = {
      approvals: 1 as const,
      backups: { keptDays: null },
      retention: {},
      topics: [],
      receivers: async () => [],
    };
    const parts = { pool, store, vault, ledger, privacy, admission, sources, keys, bodyLimitBytes, zone, currency };
    const server = await bootHttp({
      config,
      keys,
      metrics,
      modules: [ingestModule({ ...parts, metrics })],
      logger: false as never,
    });
    try {
      await work();
    } finally {
      await server.close();
      await store.close();
    }
  };
  const erased = async (id: string): Promise<any> => {
    const { erasures } = (await rapport.as('admin').get('/v1/erasures')).body;
    const { erasureId } = erasures.find(({ customerId }: any) => customerId === id);
    return (await rapport.as('admin').get(`/v1/erasures/${erasureId}`)).body;
  };

  it.each(CUTS)('%s is finished by another process, with the same certificate', async (where, table, when) => {
    const id = await known(where.replaceAll(' ', '-'));
    await rapport.pool.query(`create trigger cut ${when} on ${table} for each row execute function public.cut()`);
    try {
      expect((await erase(id)).status).toBeGreaterThanOrEqual(500);
    } finally {
      await rapport.pool.query(`drop trigger cut on ${table}`);
    }
    await withAnotherProcess(async () => {
      await eventually(async () => expect(await erased(id)).toMatchObject({ status: 'erased' }), 20_000);
    });
    const { cleaned, handles, position } = await erased(id);
    expect(cleaned).toMatchObject({
      keys: 2,
      identifiersSuppressed: 2,
      eventFingerprints: 2,
      refusedInput: 1,
      failuresOfParked: 1,
    });
    expect([handles.length, cleaned.searchWords > 0, position !== null]).toEqual([2, true, true]);
    const said: string[] = [];
    for await (const batch of rapport.store.read([`decision-${id}`])) said.push(...batch.map(({ type }) => type));
    expect(said.filter((type) => type === 'CustomerErased')).toHaveLength(1);
    const { body } = await rapport.as('agent').get(`/v1/customers/${id}`);
    expect(body.traits.name.value).toEqual({ erased: true });
  });

  it('for want of a ledger destroys nothing, and goes on when there is one', async () => {
    const id = await known('no-ledger');
    const { path } = rapport.ledger;
    renameSync(dirname(path), `${dirname(path)}-away`);
    writeFileSync(dirname(path), '');
    const { status, body } = await erase(id);
    expect([status, body.type]).toEqual([503, 'urn:rapport:problem:ledger-away']);
    expect((await rapport.as('agent').get(`/v1/customers/${id}`)).body.traits.name.value).toBe('Yolanda Cut');
    rmSync(dirname(path));
    renameSync(`${dirname(path)}-away`, dirname(path));
    expect((await erase(id)).body.status).toBe('erased');
  });

  it('and one that a backup has brought back is erased again before anybody asks', async () => {
    const id = await known('restored');
    const tables = ['rapport_vault.handle_key', 'rapport_vault.identifier', 'rapport_vault.token', 'rapport_vault.suppressed', 'rapport_control.erasure']; // prettier-ignore
    const { pool, vault, ledger } = rapport;
    for (const [n, table] of tables.entries()) await pool.query(`create table public.copy${n} as table ${table}`);
    const { erasureId } = (await erase(id)).body;
    expect(readFileSync(ledger.path, 'utf8')).toContain(erasureId);
    expect(readFileSync(ledger.path, 'utf8')).not.toMatch(/Yolanda|restored@|LC-restored/);
    for (const [n, table] of tables.entries())
      await pool.query(`truncate ${table}; insert into ${table} select * from public.copy${n}`);
    const lookup = { identifiers: [email('restored@example.com')] };
    // A process that was running has forgotten the keys; one that starts would find them.
    expect(
      (await pool.query('select wrapped from rapport_vault.handle_key where handle = $1', [id])).rows[0].wrapped,
    ).not.toBeNull();
    expect(await reapplyLedger(vault, ledger)).toMatchObject({ handles: 2, erasures: [erasureId] });
    expect((await rapport.as('agent').post('/v1/customers/lookup', lookup)).body.cards).toEqual([]);
    expect((await rapport.as('agent').get(`/v1/customers/${id}`)).body.traits.name.value).toEqual({ erased: true });
    await withAnotherProcess(() =>
      eventually(async () => expect(await erased(id)).toMatchObject({ erasureId, status: 'erased' }), 20_000),
    );
  });
});
