import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NormalIdentifier } from '@rapport/events';
import { createPool } from '@rapport/postgres';
import { freshDatabase, seededRandom, type FreshDatabase } from '@rapport/testing';
import type { Pool } from 'pg';
import { openLedger, openVault, rotateIdentifiers, type Ledger, type Vault } from './index';
import { random } from './random';

const email = (n: number): NormalIdentifier => ({ type: 'email', value: `p${n}@race.de` });

/** Every statement is killed once with RAPPORT_FULL=1, every fifth one without. */
const EVERY = process.env['RAPPORT_FULL'] ? 1 : 5;
const BATCH = 20;

describe('another key for the hashes of identifiers, while everything goes on', () => {
  const master = random(32);
  const dir = mkdtempSync(join(tmpdir(), 'rapport-rotate-races-'));
  let database: FreshDatabase;
  let pools: Pool[];
  let ledger: Ledger;
  beforeEach(async () => {
    database = await freshDatabase();
    pools = Array.from({ length: 4 }, () => createPool(database.url, { max: 4 }));
    ledger = openLedger(join(dir, `${Math.random()}.ndjson`));
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** One row and one living key for each identifier, and none for anybody else. */
  const consistent = async (keyId: number): Promise<void> => {
    const { rows } = await database.pool.query(
      `select count(*)::int as n, count(distinct i.handle)::int as handles, min(key_id) as low, max(key_id) as high,
         count(k.wrapped)::int as living from rapport_vault.identifier i left join rapport_vault.handle_key k using (handle)`,
    );
    const { n } = rows[0];
    expect(rows).toEqual([{ n, handles: n, low: keyId, high: keyId, living: n }]);
    const { rows: left } = await database.pool.query(`select step from rapport_vault.hashing`);
    expect(left).toEqual([{ step: 'done' }]);
  };

  it('gives nobody a second handle, whoever claims, looks and erases meanwhile', async () => {
    const PEOPLE = 400;
    const ERASED = 40;
    const vaults = await Promise.all(pools.slice(0, 3).map((pool) => openVault(pool, master)));
    await vaults[0]!.claim(Array.from({ length: PEOPLE / 2 }, (_, n) => email(n)));
    const seen = new Map<string, Set<string>>();
    const chance = seededRandom(11);
    let rotating = true;
    let claims = 0;
    const claimer = async (vault: Vault): Promise<void> => {
      while (rotating) {
        const batch = Array.from({ length: 9 }, () => email(chance.below(PEOPLE)));
        const got = chance.below(4) === 0 ? await vault.find(batch) : await vault.claim(batch);
        claims += 1;
        batch.forEach(({ value }, n) => got[n] && seen.set(value, (seen.get(value) ?? new Set()).add(got[n])));
      }
    };
    const erased: string[] = [];
    const eraser = async (vault: Vault): Promise<void> => {
      for (let n = 0; rotating && n < ERASED; n += 1) {
        const [handle] = await vault.claim([email(n)]);
        await vault.destroyHandleKeys([handle!]);
        erased.push(handle!);
      }
    };
    const work = [...vaults.map(claimer), eraser(vaults[1]!)];
    try {
      for (const to of [2, 3]) expect(await rotateIdentifiers(pools[3]!, master, ledger, { batch: 50, bothMs: 0 })).toMatchObject({ to }); // prettier-ignore
    } finally {
      rotating = false;
      await Promise.all(work);
    }
    expect([claims > 10, erased.length > 0]).toEqual([true, true]);
    await consistent(3);
    const gone = new Set(erased);
    // Whoever was erased may have come again, under another handle each time.
    const isErasable = (value: string): boolean => Number(/\d+/.exec(value)![0]) < ERASED;
    const last = await openVault(pools[3]!, master);
    const values = [...seen.keys()];
    const found = await last.find(values.map((value) => ({ type: 'email', value })));
    expect(found.filter((handle) => gone.has(handle ?? ''))).toEqual([]);
    const kept = values.filter((value) => !isErasable(value));
    expect(kept.map((value) => [...seen.get(value)!])).toEqual(kept.map((value) => [found[values.indexOf(value)]]));
  });

  /** A pool of a process that is killed before its nth statement: nothing of it reaches the server any more. */
  const dying = (pool: Pool, statements: number): Pool => {
    let left = statements;
    const guard = <T extends object>(target: T): T =>
      new Proxy(target, {
        get: (of, name) => {
          const value = Reflect.get(of, name) as unknown;
          if (name === 'connect') return async () => guard(await pool.connect());
          if (name !== 'query') return typeof value === 'function' ? value.bind(of) : value;
          return (...args: unknown[]) => {
            const isRollback = args[0] === 'rollback';
            if (!isRollback && (left -= 1) < 0) return Promise.reject(new Error('killed'));
            return (value as (...all: unknown[]) => unknown).apply(of, args);
          };
        },
      });
    return guard(pool);
  };

  it('goes on after a kill before any of its statements, and serves everybody in between', async () => {
    const people = Array.from({ length: 23 }, (_, n) => email(n));
    const pool = pools[0]!;
    const vault = await openVault(pool, master);
    const handles = await vault.claim(people);
    await vault.destroyHandleKeys([handles[22]!]);
    const living = people.slice(0, 22);
    const other = await openVault(pools[1]!, master);
    let to = 1;
    let killed = 0;
    for (let statements = 1; ; statements += EVERY) {
      const run = rotateIdentifiers(dying(pool, statements), master, ledger, { batch: BATCH, bothMs: 0 });
      const isKilled = await run.then(() => false, (error: Error) => error.message === 'killed' || Promise.reject(error)); // prettier-ignore
      to += 1;
      if (!isKilled) break;
      killed += 1;
      const fresh = email(1_000 + statements);
      const [first] = await other.claim([fresh]);
      expect(await vault.claim([...living, fresh])).toEqual([...handles.slice(0, 22), first]);
      expect(await other.suppressed([people[22]!, people[0]!])).toEqual([expect.any(String), null]);
      const { rows } = await pool.query<{ newest: number; step: string }>('select newest, step from rapport_vault.hashing'); // prettier-ignore
      if (rows[0]!.newest < to) to -= 1;
      else if (rows[0]!.step !== 'done')
        expect(await rotateIdentifiers(pool, master, ledger, { batch: BATCH, bothMs: 0 })).toMatchObject({
          to,
          resumed: true,
        });
      await consistent(to);
      expect(await (await openVault(pools[2]!, master)).find([...living, fresh])).toEqual([...handles.slice(0, 22), first]); // prettier-ignore
    }
    expect(killed * EVERY).toBeGreaterThan(40);
    await consistent(to);
  });
});
