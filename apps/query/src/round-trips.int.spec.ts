import { randomBytes, randomUUID } from 'node:crypto';
import { customerView, customerViewTable, projections } from '@rapport/projections';
import { openPast, openReadDb, openWaiter } from '@rapport/read-db';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { openVault } from '@rapport/vault';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Found } from './answer';
import { CARD_PARTS } from './customers/cards';
import { customer } from './customers/customer.endpoint';
import { lookup } from './customers/lookup.endpoint';
import { openOpeningLog } from '@rapport/edge';
import type { QueryParts } from './parts';

const AT = '2026-11-20T10:00:00.000Z';
const POSITION = '0000000a-0000000000000000007';
const card = { type: 'loyaltyCard', issuer: 'pos', value: 'LC-1' };
const request = {
  ...{ method: 'POST', headers: {}, id: randomUUID(), routeOptions: { url: '/v1/customers/lookup' } },
  caller: { keyId: 'k', role: 'agent', name: 'desk', sources: [] },
} as unknown as FastifyRequest;
const reply = { headers: () => reply, type: () => reply } as unknown as FastifyReply;

const textOf = (query: unknown): string => (typeof query === 'string' ? query : (query as { text: string }).text);

describe('the statements of a read', () => {
  const master = randomBytes(32);
  let database: FreshDatabase;
  let parts: QueryParts;
  let handle: string;
  beforeAll(async () => {
    database = await freshDatabase();
    const { pool } = database;
    const db = await openReadDb(database.url, projections.map(({ table }) => table)); // prettier-ignore
    const vault = await openVault(pool, master);
    const waiter = openWaiter(pool);
    const openings = await openOpeningLog(pool);
    const past = openPast({ sql: pool, store: () => Promise.reject(new Error('views of now need no log')) });
    parts = { pool, keyed: pool, db, vault, waiter, past, openings, defaultCountry: null };
    handle = (await vault.claim([card]))[0]!;
    const sealer = await vault.sealer([{ handle, dataClass: 'contact', at: AT }]);
    await pool.query(`insert into rapport_read.identity_handle values ($1, 'loyaltyCard', 'pos', $2, false)`, [
      handle,
      sealer.seal(handle, 'contact', AT, card.value),
    ]);
    await db.manager.insert(customerViewTable, { ...customerView.initial(), key: handle } as never);
    for (const { name, version } of CARD_PARTS) {
      await pool.query('insert into rapport_read.checkpoint values ($1, $2, 0, 255, $3, null, 0, null, now(), null)', [
        name,
        version,
        POSITION,
      ]);
    }
  });
  afterAll(async () => {
    await parts.waiter.close();
    await parts.db.destroy();
    await database.drop();
  });

  /** What is asked of the database until the answer may leave, and the answer. */
  const asked = async (handler: object | undefined, query: object, from: QueryParts = parts) => {
    const { execute } = new (handler as new (of: QueryParts) => { execute(query: object): Promise<Found> })(from);
    const queries = jest.spyOn(database.pool, 'query');
    const text = await answer(from, request, reply, await execute.call({ parts: from }, query));
    // Now and then the vault looks what was destroyed, and which server it is that answers, whoever asks.
    const about = queries.mock.calls.filter(([one]) => !/rapport_vault\.destroyed|pg_walfile_name/.test(textOf(one)));
    const count = about.length;
    queries.mockRestore();
    return { count, answer: JSON.parse(text!) as Record<string, any> };
  };

  it('of a look-up are one for all that is known, and one that writes down what was opened', async () => {
    const query = { identifiers: [card], minPosition: undefined };
    await asked(lookup.providers[0], query);
    const again = await asked(lookup.providers[0], query);
    expect(again.answer['cards']).toMatchObject([{ customerId: handle, identifiers: [{ value: 'LC-1' }] }]);
    expect(again.count).toBe(2);
  });

  it('are three more where the vault has none of it in memory: the handle and two keys', async () => {
    const cold = { ...parts, vault: await openVault(database.pool, master) };
    const query = { identifiers: [card], minPosition: undefined };
    expect((await asked(lookup.providers[0], query, cold)).count).toBe(5);
  });

  it('of a view are the same, and one that asks how far the views are for a minPosition', async () => {
    const seen = await asked(customer.providers[0], { id: handle, minPosition: undefined });
    expect(seen).toMatchObject({ count: 2, answer: { customerId: handle } });
    expect((await asked(customer.providers[0], { id: handle, minPosition: POSITION })).count).toBe(3);
  });
});
