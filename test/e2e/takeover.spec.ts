import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, chmodSync, chownSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdmission, openSources, type Admission, type Receipt, type Writer } from '@rapport/admission';
import { openEventStore } from '@rapport/engines';
import type { Append, EventStore } from '@rapport/event-store';
import type { EventBody, NormalIdentifier } from '@rapport/events';
import { createPool, type Embedded, isAway, runAs, startEmbedded, TakenOver } from '@rapport/postgres';
import { openVault, type Vault } from '@rapport/vault';
import type { Pool } from 'pg';

/** What one process has open. */
interface Running {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly admission: Admission;
  close(): Promise<void>;
}

const MASTER = randomBytes(32);
const BY: Writer = { keyId: 'key-1', mayWrite: () => true };
const mail = (who: string): NormalIdentifier => ({ type: 'email', value: `${who}@example.com` });

const aborted = (signal: AbortSignal): Promise<unknown> | undefined =>
  signal.aborted ? undefined : once(signal, 'abort');

/** An append of something that is nobody's. */
const bare = (name: string): Append => ({
  ...{ stream: `test-${name}`, expected: 'any' },
  events: [{ id: randomUUID(), type: 'DayEnded', body: '{}', fingerprint: '' }],
});

const stated = (who: string): { value: unknown } => ({
  value: {
    ...{ id: randomUUID(), source: 'shop/web', channel: 'web', type: 'ProfileStated' },
    occurredAt: '2026-11-20T17:04:05+01:00',
    identifiers: [mail(who)],
    data: { name: `Name of ${who}` },
  },
});

/**
 * A server, and what a standby of it held that had not received the last commits: a copy of its files of a moment ago, which begins a
 * timeline of its own as a promoted standby does.
 */
describe('another server that takes over', () => {
  let dir: string;
  let server: Embedded;
  let one: Running;
  const open = async (): Promise<Running> => {
    const pool = createPool(server.url);
    const vault = await openVault(pool, MASTER);
    const store = await openEventStore({ store: null, database: server.url, timeline: vault.timeline });
    const sources = await openSources(pool);
    const admission = await openAdmission({ pool, store, vault, sources });
    return {
      ...{ pool, store, vault, admission },
      close: async () => {
        await store.close();
        await pool.end();
      },
    };
  };
  const start = async (): Promise<void> =>
    void (server = await startEmbedded({ dataDir: join(dir, 'postgres'), durable: false }));
  const cluster = (): string => join(dir, 'postgres', 'cluster');
  const copy = (): string => join(dir, 'postgres', 'copy');

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'rapport-test-takeover-'));
    // The server's user must be able to come in.
    chmodSync(dir, 0o755);
    await start();
    one = await open();
  });
  afterEach(async () => {
    await one?.close();
    await server?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** Keeps the files as they are now. */
  const keepCopy = async (): Promise<void> => {
    await server.stop();
    execFileSync('cp', ['-a', cluster(), copy()]);
    await start();
  };
  const takeOver = async (): Promise<void> => {
    await server.stop();
    renameSync(cluster(), join(dir, 'postgres', 'gone'));
    renameSync(copy(), cluster());
    appendFileSync(join(cluster(), 'postgresql.auto.conf'), `restore_command = 'false'\n`);
    writeFileSync(join(cluster(), 'recovery.signal'), '');
    const { uid, gid } = runAs();
    if (uid !== undefined) chownSync(join(cluster(), 'recovery.signal'), uid, gid ?? uid);
    await start();
  };
  /** As HTTP does it: again while the server is away. */
  const admit = async (...who: readonly string[]): Promise<readonly Receipt[]> => {
    const inputs = who.map(stated);
    for (;;) {
      try {
        return await one.admission.admit(inputs, BY);
      } catch (error) {
        if (!isAway(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const handlesOf = (receipts: readonly Receipt[]): readonly string[] =>
    receipts.map((receipt) => (receipt as { handle: string }).handle);
  /** Names and mail addresses in the log, opened by a process that has seen nothing of all this. */
  const opened = async (): Promise<{ all: readonly unknown[]; handles: ReadonlySet<string> }> => {
    const fresh = await open();
    try {
      const [all, handles]: [unknown[], Set<string>] = [[], new Set()];
      const { position } = await fresh.store.head();
      for await (const batch of fresh.store.follow(null, AbortSignal.timeout(20_000))) {
        for (const event of batch.filter(({ stream }) => stream.startsWith('customer-'))) {
          const body = JSON.parse(event.body) as EventBody;
          handles.add(body.handle!);
          const names = body.handles.flatMap(({ sealed }) => sealed ?? []);
          all.push(...(await fresh.vault.open([...Object.values(body.sealed), ...names])));
        }
        if (batch.at(-1)?.position === position) break;
      }
      return { all, handles };
    } finally {
      await fresh.close();
    }
  };

  it('is given no event under a handle or key that it has never heard of, and nobody has to send anything twice', async () => {
    await admit('known');
    await keepCopy();
    const lost = handlesOf(await admit('new', 'known', 'newer'));
    await takeOver();
    // All that this process knows of `new` was said by a server that is gone.
    const receipts = await admit('new', 'known', 'newest');
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(handlesOf(receipts)[1]).toBe(lost[1]);
    expect(lost).not.toContain(handlesOf(receipts)[0]);
    const { all, handles } = await opened();
    // Four names, and the mail address with each but the first repeat that this process is sure of: of `known` it no longer is.
    expect(all).toHaveLength(4 + 4);
    expect(all.every((cell) => (cell as { ok: boolean }).ok)).toBe(true);
    expect(handles).toEqual(new Set(handlesOf(receipts)));
  }, 60_000);

  it('is looked for by readers too', async () => {
    await keepCopy();
    await admit('new');
    expect(await one.vault.find([mail('new')])).not.toEqual([null]);
    await takeOver();
    expect(await one.vault.find([mail('new')])).toEqual([null]);
  }, 60_000);

  it('is given nothing that was sealed or queued for the one before', async () => {
    await keepCopy();
    const [begun, gate] = [new AbortController(), new AbortController()];
    const { pool, store, vault } = one;
    const slow: Vault = {
      ...vault,
      sealer: async (needs) => {
        const sealer = await vault.sealer(needs);
        begun.abort();
        await aborted(gate.signal);
        return sealer;
      },
    };
    const admission = await openAdmission({ pool, store, vault: slow, sources: await openSources(pool) });
    const sealed = admission.admit([stated('slow')], BY);
    await aborted(begun.signal);
    await server.stop();
    const queued = store.append([bare('a'), bare('b')]).catch((error: unknown) => error);
    await takeOver();
    expect(await queued).toBeInstanceOf(TakenOver);
    expect((await store.append([bare('a')]))[0]).toMatchObject({ status: 'appended' });
    gate.abort();
    const [handle] = handlesOf(await sealed);
    const { all, handles } = await opened();
    expect([all.map((cell) => (cell as { ok: boolean }).ok), handles]).toEqual([[true, true], new Set([handle])]);
  }, 60_000);

  it('is given what was under way when it came, as it must be there', async () => {
    await admit('known');
    await keepCopy();
    await admit('new');
    const waiting = (async () => {
      await server.ended;
      return Promise.all(Array.from({ length: 20 }, (_, n) => admit('new', `during-${n % 3}`)));
    })();
    await takeOver();
    expect((await waiting).flat().map(({ status }) => status)).toEqual(Array(40).fill('accepted'));
    const { all, handles } = await opened();
    expect(all.every((cell) => (cell as { ok: boolean }).ok)).toBe(true);
    expect(handles.size).toBe(1 + 4);
  }, 60_000);
});
