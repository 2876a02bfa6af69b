import pg from 'pg';
import { runCommand } from './command';
import { checkLog, checkPlaces } from './log-checks';
import { ADMIN_KEY, type Product } from './product';
import { type History, repeatUnknown } from './sender';
import { until } from './until';
import { checkViews, drainViews } from './view-checks';
import { zoneAtNight } from './zone-at-night';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What was never answered is found in the log, or not, by its id; a repeat says the same, and then all is answered. */
const resolveUnknown = async (product: Product, history: History, there: ReadonlySet<string>): Promise<void> => {
  const open = [...history.unknown.keys()];
  const statuses = await repeatUnknown(product.url, ADMIN_KEY, history);
  expect([...history.unknown.keys()]).toEqual([]);
  const wrong = open.filter((id) => statuses.get(id) !== (there.has(id) ? 'duplicate' : 'accepted'));
  expect(wrong.map((id) => `${id}: ${statuses.get(id)}`)).toEqual([]);
  say(`${open.length} were never answered: ${open.filter((id) => there.has(id)).length} of them are in the log`);
};

/** The chain of hashes has come to the end of the log: an event waits up to ten seconds for its anchor, and a killed owner's lease as long. */
const drainChain = async (product: Product, db: pg.Client): Promise<void> => {
  const { rows } = await db.query<{ head: string }>('select max(position)::text as head from rapport_store.events');
  await until('the chain covers the log', async () => {
    const { checks } = (await product.get('/health/ready')).body as {
      checks?: { chain?: { position?: string | null } };
    };
    return BigInt(checks?.chain?.position?.slice(-19) ?? 0) >= BigInt(rows[0]!.head);
  });
};

const verifyChain = async (product: Product, dataDir: string): Promise<void> => {
  const { answer, said } = await runCommand(['verify'], product.url, dataDir, zoneAtNight()).ended;
  if (answer === null) throw new Error(`verify said nothing: ${said}`);
  expect([answer.verdict, answer.findings]).toEqual(['intact', []]);
};

/**
 * Every promise, once the senders have stopped: what was acknowledged is there once, what was not is resolved by its id, versions
 * and positions have no gaps, every view equals the log, and the chain of hashes is whole.
 */
export const checkPromises = async (product: Product, dataDir: string, history: History): Promise<void> => {
  const db = new pg.Client({ connectionString: await product.databaseUrl() });
  await db.connect();
  try {
    await drainViews(product, db);
    await resolveUnknown(product, history, await checkLog(db, history));
    await drainViews(product, db);
    expect((await checkLog(db, history)).size).toBe(history.acknowledged.size);
    await checkPlaces(db);
    const views = await checkViews(db);
    await drainChain(product, db);
    await verifyChain(product, dataDir);
    say(`${history.acknowledged.size} acknowledged, ${views} views`);
  } finally {
    await db.end();
  }
  expect(history.broken).toEqual([]);
};
