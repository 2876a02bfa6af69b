import { cellHandle } from '@rapport/vault';
import pg from 'pg';
import { built, drop, momentOf, until } from './built-pasts';
import { startInstallation, type Installation } from './installation';
import { email, profile, purchase } from './touchpoints';

/** Rows of the past wait here before they are written. */
const GATE = 471_100;
const HOLD = `
  create function pg_temp_hold() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(${GATE}); return new; end $$;
  create function pg_temp_watch() returns event_trigger language plpgsql as $$
    declare one record;
    begin
      for one in select * from pg_event_trigger_ddl_commands() where object_identity ~ '_past_[0-9a-f]{6}$' loop
        execute format('create trigger hold before insert on %s for each row execute function public.pg_temp_hold()', one.object_identity);
      end loop;
    end $$;
  create event trigger watch on ddl_command_end when tag in ('CREATE TABLE') execute function pg_temp_watch()`;

describe('a projection of the past while somebody is erased', () => {
  let rapport: Installation;
  let gate: pg.PoolClient;
  let gone: any;
  let stays: any;
  let then: string;
  const analyst = () => rapport.as('analyst');
  const record = async (event: object): Promise<any> => {
    const { status, body } = await rapport.as('integrator').post('/v1/interactions', event);
    expect([status, body]).toEqual([201, expect.anything()]);
    return body;
  };
  beforeAll(async () => {
    rapport = await startInstallation();
    gone = await record(profile([email('gone.rows@example.com')], { name: 'Xaver Vergangen' }));
    await record(purchase([email('gone.rows@example.com')]));
    stays = await record(profile([email('stays@example.com')], { name: 'Yvonne Bleibt' }));
    then = await momentOf(rapport);
    const { body } = await rapport.as('agent').get(`/v1/customers/${gone.customerId}?minPosition=${stays.position}`);
    expect(body.traits.name.value).toBe('Xaver Vergangen');
    gate = await rapport.pool.connect();
  });
  afterAll(async () => {
    gate.release(true);
    await rapport.stop();
  });

  /** All texts of the table of the past, whoever reads it beside us. */
  const textsOf = async (id: string): Promise<readonly string[]> => {
    const { rows: found } = await rapport.pool.query<{ name: string }>('select table_name as name from rapport_read.past where id = $1', [id]); // prettier-ignore
    const all = await rapport.pool.query<{ row: string }>(`select to_jsonb(t)::text as row from rapport_read."${found[0]!.name}" t`); // prettier-ignore
    return all.rows.flatMap(({ row }) => row.match(/"[^"]+"/g)!.map((text) => text.slice(1, -1)));
  };
  /** Whether the sealed texts of a person in the table can be opened. */
  const openable = async (id: string, handle: string): Promise<readonly boolean[]> => {
    const cells = [...new Set(await textsOf(id))].filter((text) => cellHandle(text) === handle);
    return (await rapport.vault.open(cells)).map(({ ok }) => ok);
  };

  it('that has read them and not yet written holds nothing that anybody can open', async () => {
    await rapport.pool.query(HOLD);
    await gate.query('select pg_advisory_lock($1)', [GATE]);
    const { body: asked } = await analyst().post('/v1/pasts', { projection: 'customer-view', asOfRecorded: then });
    const waits = `select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = ${GATE} and not granted`;
    const isWaiting = async (): Promise<boolean> => (await rapport.pool.query<{ n: number }>(waits)).rows[0]!.n > 0;
    for (const end = Date.now() + 30_000; !(await isWaiting());)
      if (Date.now() > end) throw new Error('nothing is written');
    const reason = JSON.stringify({ reason: 'Asked for by letter' });
    const { status } = await rapport.as('admin').send('DELETE', `/v1/customers/${gone.customerId}`, reason);
    expect([status, await isWaiting()]).toEqual([200, true]);
    await gate.query('select pg_advisory_unlock($1)', [GATE]);
    const past = await until(analyst(), `/v1/pasts/${asked.id}`, ({ state }) => state === 'built');
    expect(past).toMatchObject({ attempts: 1, rows: 2 });
    const [hers, others] = [await openable(past.id, gone.customerId), await openable(past.id, stays.customerId)];
    expect([hers.length > 0, hers.some(Boolean), others.length > 0, others.every(Boolean)]).toEqual([true, false, true, true]); // prettier-ignore
    expect((await textsOf(past.id)).join('\n')).not.toMatch(/Vergangen|Bleibt|example\.com/);
    for (const role of ['analyst', 'integrator', 'admin'] as const)
      for (const path of [`/v1/pasts/${past.id}/rows`, `/v1/projections/customer-view/rows?asOfRecorded=${then}`]) {
        const { status: found, body } = await rapport.as(role).get(path);
        expect([role, found, body.rows.length]).toEqual([role, 200, 2]);
        expect(JSON.stringify(body)).not.toMatch(/Vergangen|Bleibt|example\.com/);
      }
    await drop(analyst(), past.id);
  }, 120_000);

  it('holds nothing of them either when it is built again, and what they did stays counted', async () => {
    const past = await built(analyst(), 'customer-view', { asOfRecorded: then });
    expect(past).toMatchObject({ rows: 2, parked: 0 });
    const hers = await openable(past.id, gone.customerId);
    expect([hers.length > 0, hers.some(Boolean)]).toEqual([true, false]);
    const { body } = await rapport.as('agent').get(`/v1/customers/${gone.customerId}?asOfRecorded=${then}`);
    expect([body.traits.name.value, body.orders]).toEqual([{ erased: true }, 1]);
  }, 60_000);
});
