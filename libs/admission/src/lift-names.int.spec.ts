import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { openLedger, rotateIdentifiers } from '@rapport/vault';
import { GIVEN_MASTER, admissionOn, purchase, writer, type GivenAdmission } from './given';
import { liftQuarantineNames } from './lift-names';

const email = (value: string) => ({ type: 'email', value });

describe('refused input, when the key of identifiers changes', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  let dir: string;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'rapport-lift-'));
    database = await freshDatabase();
    given = await admissionOn(database.pool);
  });
  afterEach(async () => {
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const refuse = async (who: string): Promise<string> => {
    const value = purchase({ type: 'Nonsense', identifiers: [email(who)] });
    const [receipt] = await given.admission.admit([{ value }], writer);
    return (receipt as { quarantineId: string }).quarantineId;
  };
  const rotate = () =>
    rotateIdentifiers(database.pool, GIVEN_MASTER, openLedger(join(dir, 'erasures.ndjson')), {
      elsewhere: [(below, lift) => liftQuarantineNames(database.pool, below, lift)],
    });
  const keys = async (): Promise<unknown> =>
    (await database.pool.query(`select distinct split_part(name, ':', 1) as key from rapport_admission.quarantine_name`)).rows; // prettier-ignore

  it('is found by the traces of whom it is about as before, and once', async () => {
    const [handle] = await given.vault.claim([email('li@x.de')]);
    const ids = [await refuse('li@x.de'), await refuse('li@x.de')].sort();
    const other = await refuse('other@x.de');
    const about = async () => {
      const { hashes } = await given.vault.tracesOf([handle!]);
      return [...(await given.admission.quarantine.about(hashes))].sort();
    };
    expect(await about()).toEqual(ids);
    expect(await rotate()).toMatchObject({ to: 2, elsewhere: 2 });
    expect([await about(), await keys()]).toEqual([ids, [{ key: '2' }]]);
    const late = await refuse('li@x.de');
    expect(await about()).toEqual([...ids, late].sort());
    await given.admission.quarantine.remove([other, ids[0]!]);
    expect(await about()).toEqual([ids[1]!, late].sort());
  });

  it('has both names of whom it is about while both keys are in use', async () => {
    let seen: unknown;
    await rotateIdentifiers(database.pool, GIVEN_MASTER, openLedger(join(dir, 'erasures.ndjson')), {
      elsewhere: [
        async (below, lift) => {
          await given.vault.find([email('nobody@x.de')]);
          seen ??= (await refuse('li@x.de'), await keys());
          return liftQuarantineNames(database.pool, below, lift);
        },
      ],
    });
    expect((seen as { key: string }[]).map(({ key }) => key).sort()).toEqual(['1', '2']);
    expect(await keys()).toEqual([{ key: '2' }]);
  });
});
