import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from '@rapport/postgres';
import { checkPromises } from './after-crashes';
import { killTree } from './process-tree';
import { ADMIN_KEY, freePort, type Product, startProduct } from './product';
import { type History, type Sender, startSending } from './sender';
import { mountSmallDisk, type SmallDisk } from './small-disk';
import { until } from './until';
import { zoneAtNight } from './zone-at-night';

const FULL = process.env['RAPPORT_FULL'] === '1';
/** Half of them fill up the tables' disk, where the server goes on and answers with errors, half the log's, where it stops. */
const CYCLES = FULL ? 20 : 2;
const MEGABYTES = FULL ? 4_096 : 300;
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Health {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly status: string; readonly reason?: string }>>;
}

describe('a disk that is full', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-full-'));
  chmodSync(dir, 0o755); // PostgreSQL may run as another user below it
  const dataDir = join(dir, 'data');
  const disks: SmallDisk[] = [];
  let product: Product | undefined;
  let sender: Sender | undefined;
  beforeAll(async () => {
    const server = join(dataDir, 'postgres');
    const [wal, log] = [join(server, 'cluster/pg_wal'), join(dir, 'log')];
    for (const place of [server, log]) disks.push(mountSmallDisk(place, MEGABYTES));
    await (await startEmbedded({ dataDir: server })).stop();
    execFileSync('mv', [wal, log]);
    symlinkSync(join(log, 'pg_wal'), wal);
    execFileSync(process.execPath, [resolve(__dirname, '../../infra/build.mjs')], { stdio: 'pipe' });
    product = await startProduct(dataDir, await freePort(), { RAPPORT_ZONE: zoneAtNight() });
  });
  afterAll(async () => {
    if (product) killTree(product.pid);
    await sender?.stop();
    for (const disk of disks) disk.unmount();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });

  const health = async (): Promise<Health> => (await product!.get('/health/ready')).body as unknown as Health;
  const badOf = ({ checks }: Health): string =>
    Object.entries(checks).flatMap(([name, { status, reason }]) => (status === 'up' ? [] : `${name} ${status}: ${reason}`)).join('; '); // prettier-ignore

  it(`is said, loses nothing, and is over when there is room again (${CYCLES} times, seed ${SEED})`, async () => {
    const history: History = { acknowledged: new Map(), unknown: new Map(), broken: [] };
    sender = startSending(product!.url, ADMIN_KEY, history, SEED);
    const comeIn = async (): Promise<void> => {
      const before = history.acknowledged.size;
      await until('events come in', async () => history.acknowledged.size > before);
    };
    for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
      await until('all is well', async () => (await health()).status === 'up');
      await comeIn();
      const disk = disks[cycle % 2]!;
      const filled = disk.fill();
      let said = '';
      await until('health says that nothing can be written', async () => {
        disk.fill(); // what the server gives back is taken too
        return /\b(database|log) (down|degraded)/.test((said = badOf(await health())));
      });
      // Whatever was on its way when it became full: from now on nothing can be acknowledged that needs room.
      const during = history.acknowledged.size;
      if (FULL) await pause(1_000 * (cycle % 4) ** 3);
      const more = history.acknowledged.size - during;
      disk.free();
      await comeIn();
      say(
        `${cycle % 2 ? 'log' : 'tables'}: ${Math.round(filled / 1e6)} MB in the way, ${more} acknowledged meanwhile; health said ${said}`,
      );
    }
    await sender.stop();
    // Views that have still to catch up need room as well: a disk that is full of events by now says nothing of the product.
    expect(Math.min(...disks.map((disk) => disk.left()))).toBeGreaterThan((MEGABYTES / 4) * 1_000_000);
    await until('all is well', async () => (await health()).status === 'up');
    await checkPromises(product!, dataDir, history);
  }, 3_600_000);
});
