import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import {
  LedgerFault,
  openLedger,
  openVault,
  reapplyLedger,
  vaultMark,
  type ErasureLine,
  type LedgerLine,
} from './index';
import { random } from './random';

const AT = '2026-11-20T16:04:05.000Z';
const HANDLE = '3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10';
const line = (over: Partial<ErasureLine> = {}): ErasureLine => ({
  ...{ kind: 'erasure', vault: '0123456789abcdef', id: HANDLE, at: AT, customer: HANDLE, handles: [HANDLE] },
  ...{ hashes: [], ground: 'request', by: ['key-1'] },
  ...over,
});

describe('the erasure ledger', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-ledger-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const file = (name: string): string => join(dir, name, 'erasures.ndjson');
  const all = async (path: string): Promise<LedgerLine[]> => {
    const lines: LedgerLine[] = [];
    for await (const one of openLedger(path).lines()) lines.push(one);
    return lines;
  };

  it('keeps its lines in order, for its owner only, whoever appends', async () => {
    const path = file('order');
    expect(await all(path)).toEqual([]);
    const [one, two] = [openLedger(path), openLedger(path)];
    await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).append(line({ ground: `g${n}` }))));
    expect(new Set((await all(path)).map((each) => (each as ErasureLine).ground)).size).toBe(20);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('goes on after a line that a crash cut off, and refuses damage', async () => {
    const path = file('torn');
    const ledger = openLedger(path);
    await ledger.append(line({ ground: 'first' }));
    appendFileSync(path, JSON.stringify(line()).slice(0, 90));
    expect(await all(path)).toHaveLength(1);
    await ledger.append(line({ ground: 'second' }));
    expect((await all(path)).map((one) => (one as ErasureLine).ground)).toEqual(['first', 'second']);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"customer"', '"customre"'));
    await expect(all(path)).rejects.toThrow(LedgerFault);
    await expect(all(path)).rejects.toThrow('line 1');
  });

  it('says so when it cannot be written', async () => {
    writeFileSync(join(dir, 'a-file'), '');
    const ledger = openLedger(join(dir, 'a-file', 'erasures.ndjson'));
    await expect(ledger.append(line())).rejects.toThrow(LedgerFault);
    chmodSync(join(dir, 'a-file'), 0o600);
    await expect(ledger.append(line())).rejects.toThrow('cannot be written');
  });

  describe('applied again to a copy of the database from before', () => {
    let database: FreshDatabase;
    beforeAll(async () => (database = await freshDatabase()));
    afterAll(() => database.drop());

    it('destroys what came back, and only that of its own vault', async () => {
      const vault = await openVault(database.pool, random(32));
      const email = (value: string) => ({ type: 'email', value });
      const [gone, kept] = await vault.claim([email('gone@x.de'), email('kept@x.de')]);
      const sealer = await vault.sealer(
        [gone!, kept!].map((handle) => ({ handle, dataClass: 'contact' as const, at: AT })),
      );
      const cells = [gone!, kept!].map((handle) => sealer.seal(handle, 'contact', AT, 'x'));
      const old = '1999-01-01T00:00:00.000Z';
      await vault.sealer([{ handle: kept!, dataClass: 'content', at: old }]);
      const ledger = openLedger(file('again'));
      const mark = vaultMark(vault);
      await ledger.append(line({ handles: [kept!] }));
      await ledger.append(
        line({ vault: mark, handles: [gone!, HANDLE], hashes: vault.hashesOf([email('older@x.de')]) }),
      );
      await ledger.append({ kind: 'retention', vault: mark, at: AT, dataClass: 'content', quarter: '1999Q1' });
      expect(await reapplyLedger(vault, ledger)).toEqual({ handles: 1, erasures: [HANDLE], quarters: 1, hashKeys: 0 });
      const [erased, mine] = await vault.open(cells);
      expect([erased, mine]).toEqual([
        { ok: false, why: 'erased' },
        { ok: true, value: 'x' },
      ]);
      expect(await vault.find([email('gone@x.de'), email('kept@x.de')])).toEqual([null, kept]);
      const listed = await vault.suppressed([email('gone@x.de'), email('older@x.de'), email('kept@x.de')]);
      expect(listed).toEqual([expect.stringMatching(/Z$/), AT, null]);
      expect(await reapplyLedger(vault, ledger)).toEqual({ handles: 0, erasures: [], quarters: 0, hashKeys: 0 });
    });
  });
});
