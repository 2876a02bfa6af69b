import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryEventStore, type EventStore } from '@rapport/event-store';
import type { RetentionPolicy } from '@rapport/edge';
import { decodeEvent } from '@rapport/events';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { openLedger, openVault, type Ledger, type Vault } from '@rapport/vault';
import { dueAt, endingsOf } from './due';
import { endDue, RETENTION_STREAM } from './end-quarter';

const ERASED = { ok: false, why: 'erased' };
const [OLD, NEW] = ['2019-02-01T00:00:00.000Z', '2026-11-20T16:04:05.000Z'];

describe('the end of a time of retention', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-retention-'));
  let database: FreshDatabase;
  let vault: Vault;
  let store: EventStore;
  let ledger: Ledger;
  let cells: string[];
  beforeAll(async () => {
    database = await freshDatabase();
    vault = await openVault(database.pool, Buffer.alloc(32, 7));
    store = memoryEventStore();
    ledger = openLedger(join(dir, 'erasures.ndjson'));
    const [handle] = await vault.mint(1);
    const needs = [OLD, NEW].flatMap((at) =>
      (['content', 'contact'] as const).map((dataClass) => ({ handle: handle!, dataClass, at })),
    );
    const sealer = await vault.sealer(needs);
    cells = needs.map(({ dataClass, at }) => sealer.seal(handle!, dataClass, at, `${dataClass} ${at}`));
    for (const at of [OLD, NEW])
      await vault.addTokens([{ handle: handle!, words: [`word${at.slice(0, 4)}`], dataClass: 'content', at }]);
  });
  afterAll(async () => {
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });
  const pass = async (retention: RetentionPolicy, by: Ledger = ledger): Promise<void> => {
    const privacy = {
      approvals: 1 as const,
      backups: { keptDays: null },
      topics: [],
      receivers: async () => [],
      retention,
    };
    for await (const _ended of endDue({ vault, store, ledger: by, privacy }, new Date()));
  };
  const said = async (): Promise<object[]> => {
    const facts: object[] = [];
    for await (const batch of store.read([RETENTION_STREAM])) facts.push(...batch.map((one) => decodeEvent(one).data));
    return facts;
  };
  const readable = async (): Promise<boolean[]> => (await vault.open(cells)).map(({ ok }) => ok);

  it('never comes where nobody set one', async () => {
    await pass({});
    expect(await readable()).toEqual([true, true, true, true]);
    expect(await said()).toEqual([]);
  });

  it('makes that class of that quarter unreadable for everybody, and says so in the log and the ledger', async () => {
    const due = dueAt(endingsOf({ content: 36 }, await vault.quarters()), new Date());
    expect(due).toMatchObject([
      { dataClass: 'content', quarter: '2019Q1', months: 36, endsAt: '2022-04-01T00:00:00.000Z' },
    ]);
    await pass({ content: 36 });
    expect(await vault.open(cells)).toMatchObject([ERASED, { ok: true }, { ok: true }, { ok: true }]);
    expect([await vault.search(['word2019']), (await vault.search(['word2026'])).length]).toEqual([[], 1]);
    expect(await said()).toEqual([{ dataClass: 'content', quarter: '2019Q1', months: 36 }]);
    expect(readFileSync(ledger.path, 'utf8')).toContain('2019Q1');
    await pass({ content: 36 });
    expect(await said()).toHaveLength(1);
  });

  it('waits for the ledger: without it nothing is destroyed', async () => {
    const broken = { ...ledger, append: () => Promise.reject(new Error('no disk')) };
    await expect(pass({ contact: 12 }, broken)).rejects.toThrow('no disk');
    expect(await readable()).toEqual([false, true, true, true]);
    await pass({ contact: 12 });
    expect(await readable()).toEqual([false, false, true, true]);
  });
});
