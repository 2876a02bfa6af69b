import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkPromises } from './after-crashes';
import { crash, CRASHES, drawCrashes, type Crash, type Crashes } from './crash';
import { randomOf } from './mixed-load';
import { killTree } from './process-tree';
import { ADMIN_KEY, freePort, type Product, startProduct } from './product';
import { progressOf } from './progress';
import { rounds } from './rounds';
import { type History, type Sender, startSending } from './sender';
import { until } from './until';
import { zoneAtNight } from './zone-at-night';

const FULL = process.env['RAPPORT_FULL'] === '1';
const ROUNDS = FULL ? 25 : 1;
const IN_ROUND: Crashes = FULL ? { postgres: 8, app: 8, both: 4 } : { postgres: 2, app: 1, both: 1 };
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What a round came to. */
interface Round {
  readonly kills: Record<Crash, number>;
  hits: number;
  events: number;
}

describe('kill -9 of PostgreSQL, of the app and of both, under load', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-faults-'));
  chmodSync(dir, 0o755); // PostgreSQL may run as another user below it
  const zone = zoneAtNight();
  let port = 0;
  let product: Product | undefined;
  let sender: Sender | undefined;
  beforeAll(async () => {
    execFileSync(process.execPath, [resolve(__dirname, '../../infra/build.mjs')], { stdio: 'pipe' });
    port = await freePort();
  });
  const clear = async (): Promise<void> => {
    if (product) killTree(product.pid);
    await sender?.stop();
  };
  afterAll(async () => {
    await clear();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });

  /** It serves, and takes what is sent from now on. */
  const eventsComeIn = async ({ get }: Product, history: History): Promise<void> => {
    await until('it is ready', async () => (await get('/health/ready')).status === 200);
    const before = history.acknowledged.size;
    await until('events come in', async () => history.acknowledged.size > before);
  };

  /** Kills, one after the other, while events come in; the product is started again where it was killed too. */
  const strikes = async (dataDir: string, seed: number, history: History): Promise<Round> => {
    const random = randomOf(seed);
    const round: Round = { kills: { postgres: 0, app: 0, both: 0 }, hits: 0, events: 0 };
    const start = async (nth: number): Promise<Product> => {
      const started = (product = await startProduct(dataDir, port, { RAPPORT_ZONE: zone }));
      sender = startSending(started.url, ADMIN_KEY, history, seed * 100 + nth);
      return started;
    };
    let running = await start(0);
    for (const [nth, victim] of drawCrashes(IN_ROUND, seed).entries()) {
      await eventsComeIn(running, history);
      await pause(random() * 1_000);
      await until('a request is on its way', async () => sender!.inFlight() > 0);
      if (sender!.inFlight() > 0) round.hits += 1;
      const killed = crash(victim, running.pid, dataDir);
      round.kills[victim] += 1;
      say(
        `${victim}: ${killed} processes killed, ${history.acknowledged.size} acknowledged, ${history.unknown.size} not`,
      );
      if (victim === 'postgres') continue;
      await sender!.stop();
      running = await start(nth + 1);
    }
    await eventsComeIn(running, history);
    await sender!.stop();
    return { ...round, events: history.acknowledged.size };
  };

  it(`loses nothing, doubles nothing, and every view equals the log (${ROUNDS} rounds, seed ${SEED})`, async () => {
    const progress = progressOf<Round>('crashes', SEED, FULL);
    if (progress.passed.length > 0) say(`${progress.passed.length} rounds of this seed have passed before`);
    for (const nth of rounds(1, ROUNDS, progress.passed.length)) {
      const dataDir = join(dir, `round-${nth}`);
      const history: History = { acknowledged: new Map(), unknown: new Map(), broken: [] };
      const round = await strikes(dataDir, SEED + nth, history);
      await checkPromises(product!, dataDir, history);
      await clear();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
      progress.add(round);
      say(`RAPPORT_SEED=${SEED}: round ${nth + 1} of ${ROUNDS} ${JSON.stringify(round)}`);
    }
    const total = (of: (round: Round) => number): number => progress.passed.reduce((sum, one) => sum + of(one), 0);
    const done = progress.passed.length;
    const kills = done * (IN_ROUND.postgres + IN_ROUND.app + IN_ROUND.both);
    for (const victim of CRASHES) expect(total((one) => one.kills[victim])).toBe(done * IN_ROUND[victim]);
    expect(done).toBeGreaterThan(0);
    say(
      `${done} of ${ROUNDS} rounds: ${kills} kills, ${total(({ hits }) => hits)} hit requests in flight, ${total(({ events }) => events)} events`,
    );
    expect(total(({ events }) => events)).toBeGreaterThan(kills * 10);
    expect(total(({ hits }) => hits)).toBeGreaterThanOrEqual(Math.ceil(kills * 0.9));
  }, 7_200_000);
});
