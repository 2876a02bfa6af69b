import type { NormalIdentifier } from '@rapport/events';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { openVault, type Vault } from './index';
import { random } from './random';

const email = (value: string): NormalIdentifier => ({ type: 'email', value });

describe('claims that come together', () => {
  const master = random(32);
  let database: FreshDatabase;
  let vault: Vault;
  beforeAll(async () => {
    database = await freshDatabase();
    vault = await openVault(database.pool, master);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => database.drop());

  /** Names of the statements sent while `work` ran. */
  const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    const query = jest.spyOn(database.pool, 'query');
    await work();
    return query.mock.calls.map(([sent]) => (sent as unknown as { name?: string }).name ?? 'unnamed');
  };

  it('share one statement, whatever they have in common', async () => {
    const calls = Array.from({ length: 20 }, (_, n) => [email(`own${n}@x.de`), email(`shared${n % 3}@x.de`)]);
    let answers: (readonly string[])[] = [];
    const sent = await statementsOf(async () => (answers = await Promise.all(calls.map((call) => vault.claim(call)))));
    expect(sent.filter((name) => name === 'rapport_vault_claim')).toHaveLength(1);
    expect(sent).not.toContain('rapport_vault_find');
    expect(new Set(answers.flat()).size).toBe(23);
    answers.forEach(([, shared], n) => expect(shared).toBe(answers[n % 3]![1]));
    const later = await openVault(database.pool, master);
    expect(await later.find(calls.flat())).toEqual(answers.flat());
  });

  it('need no statement once they are known, and one more only for what another process has made', async () => {
    const known = [email('own1@x.de'), email('shared1@x.de')];
    expect(await statementsOf(() => vault.claim(known))).not.toContain('rapport_vault_claim');
    const other = await openVault(database.pool, master);
    const [handle] = await vault.claim([email('own1@x.de')]);
    let mixed: readonly string[] = [];
    const sent = await statementsOf(async () => (mixed = await other.claim([email('new@x.de'), email('own1@x.de')])));
    expect(sent.filter((name) => name.startsWith('rapport_vault_'))).toEqual([
      'rapport_vault_claim',
      'rapport_vault_find',
    ]);
    expect(mixed[1]).toBe(handle);
    expect(await vault.claim([email('new@x.de')])).toEqual([mixed[0]]);
    const { rows } = await database.pool.query(
      `select (select count(*)::int from rapport_vault.identifier) = (select count(*)::int from rapport_vault.handle_key) as each`,
    );
    expect(rows).toEqual([{ each: true }]);
  });

  it('fail together when their statement fails, and leave nothing behind for those who come later', async () => {
    const query = jest.spyOn(database.pool, 'query');
    query.mockImplementationOnce(() => Promise.reject(new Error('the database is away')) as never);
    const failed = await Promise.allSettled([vault.claim([email('f1@x.de')]), vault.claim([email('f2@x.de')])]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    query.mockRestore();
    const handles = await vault.claim([email('f1@x.de'), email('f2@x.de')]);
    const again = await openVault(database.pool, master);
    expect(await again.find([email('f1@x.de'), email('f2@x.de')])).toEqual(handles);
  });
});
