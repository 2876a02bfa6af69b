import { memoryEventStore, type EventStore } from '@rapport/event-store';
import { eventually, seededRandom } from '@rapport/testing';
import { mendReadDb, openReadDb } from '../open-read-db';
import { worldProjections } from '../world/projections';
import { expectedRows, logOf, openStage, settled, storedRows, type Stage } from '../world/stage';
import { appendOf, makeStory } from '../world/story';
import { mender } from './mender';

const told = (seed: number, events = 40) =>
  makeStory(seededRandom(seed), events, 5).map((event) => appendOf(seed, event));

let stage: Stage;
let store: EventStore;
beforeEach(async () => {
  stage = await openStage();
  store = memoryEventStore();
  await store.append(told(1));
});
afterEach(() => stage.close());

const sql = (text: string) => stage.database.pool.query(text);
const mend = () => mendReadDb(stage.database.pool, stage.readDb);
const followed = async () => {
  const following = await stage.follow(store, { mend: mender(mend, () => undefined) });
  await settled(stage, store);
  return following;
};
const viewsAreRight = async (): Promise<void> => {
  const facts = await logOf(store);
  for (const table of worldProjections) expect(await storedRows(stage, table)).toEqual(expectedRows(facts, table));
};
const [one] = worldProjections;
const tableOf = ({ table }: (typeof worldProjections)[number]) => `rapport_read."${table.options.tableName!}"`;

describe('tables that the log can fill, lost', () => {
  it.each([
    ['all of them', 'drop schema rapport_read cascade'],
    ['the table of a projection', `drop table ${tableOf(one!)}`],
    ['who is who', 'drop table rapport_read.identity_membership, rapport_read.identity_edge'],
    ['how far followers are', 'drop table rapport_read.checkpoint'],
    ['the leases', 'drop table rapport_read.lease'],
    ['where the log ends', 'drop table rapport_read.head'],
    ['the replays', 'drop table rapport_read.replay'],
  ])('are made again and filled while followers run: %s', async (_, drop) => {
    await followed();
    await sql(drop);
    await store.append(told(2));
    await eventually(async () => {
      await settled(stage, store, 1_000);
      await viewsAreRight();
    }, 30_000);
  });

  it.each([
    ['all of them', 'drop schema rapport_read cascade'],
    ['the table of a projection', `drop table ${tableOf(one!)}`],
    ['how far followers are', 'drop table rapport_read.checkpoint'],
  ])('are made again and filled at the next start: %s', async (_, drop) => {
    await (await followed()).stop();
    await sql(drop);
    await store.append(told(2));
    const again = await openReadDb(stage.database.url, worldProjections.map(({ table }) => table), 1); // prettier-ignore
    await again.destroy();
    await followed();
    await viewsAreRight();
  });

  it('leave the other views where they were when one table is lost', async () => {
    await (await followed()).stop();
    await sql(`drop table ${tableOf(one!)}`);
    expect(await mend()).toBe(true);
    const { rows } = await stage.database.pool.query<{ projection: string; position: string }>(
      'select projection, position from rapport_read.checkpoint',
    );
    const { position } = await store.head();
    for (const row of rows) expect(row.position).toBe(row.projection === one!.projection.name ? '' : position);
    expect(await mend()).toBe(false);
  });

  it('keep what people decided about events, where that is still there', async () => {
    await (await followed()).stop();
    await sql(`insert into rapport_read.skipped (projection, version, event_id, position, key, one_row, error, reason, actor)
      values ('views', 1, gen_random_uuid(), 'p', 'k', false, 'error', 'reason', 'somebody')`);
    await sql('drop table rapport_read.checkpoint');
    await mend();
    expect((await sql('select from rapport_read.skipped')).rowCount).toBe(1);
  });
});
