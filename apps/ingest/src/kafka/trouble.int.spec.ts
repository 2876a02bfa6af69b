import { ordinalOf } from '@rapport/event-store';
import { eventually } from '@rapport/testing';
import { GivenIntake, visit } from './given-intake';
import { retake } from './retake';
import { groupOf } from './topics';

let given: GivenIntake;
let prefix: string;
beforeAll(async () => void (given = await GivenIntake.open()), 240_000);
beforeEach(() => {
  prefix = given.kafka.name('in');
  given.logged.length = 0;
});
afterEach(() => given.stopAll());
afterAll(() => given?.close());

const visits = (ids: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => visit(`${ids}${from + n}`, (from + n) % 5));
const idsOf = async (ids: string): Promise<number[]> =>
  (await given.log(ids)).map(({ id }) => Number(id.slice(ids.length)));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('the place of the intake', () => {
  it('counts, and not the offset that the group has in Kafka', async () => {
    await given.newTopic(1);
    const config = given.config(prefix);
    given.start(config);
    await given.send(visits('own-', 0, 20));
    await given.taken(20);
    await given.stopAll();
    await given.send(visits('own-', 20, 30));
    await given.admin((admin) =>
      admin.setOffsets({ groupId: groupOf(config), topic: given.topic, partitions: [{ partition: 0, offset: '30' }] }),
    );
    given.start(config);
    await given.taken(30);
    expect(await idsOf('own-')).toEqual(upTo(30));
    await given.stopAll();
    await given.admin((admin) =>
      admin.setOffsets({ groupId: groupOf(config), topic: given.topic, partitions: [{ partition: 0, offset: '0' }] }),
    );
    given.counts.clear();
    given.start(config);
    await given.send(visits('own-', 30, 31));
    await given.taken(31);
    expect(await idsOf('own-')).toEqual(upTo(31));
    await eventually(() => expect(Object.fromEntries(given.counts)).toEqual({ accepted: 1 }));
  }, 120_000);

  it('is that of a server that takes over: what it lacks is taken from Kafka once more', async () => {
    await given.newTopic(1);
    const { pool } = given.database;
    given.start(given.config(prefix));
    await given.send(visits('over-', 0, 5));
    await given.taken(5);
    const { rows: before } = await pool.query('select name, place from rapport_store.bookmark');
    const { position } = await given.store.head();
    await given.send(visits('over-', 5, 10));
    await given.taken(10);
    // As a standby leaves it that had not received the second half.
    await pool.query(
      `alter table rapport_store.events disable trigger user; alter table rapport_store.head disable trigger user`,
    );
    const last = Number(ordinalOf(position));
    await pool.query('delete from rapport_store.events where position > $1', [last]);
    await pool.query(
      `update rapport_store.head h set position = e.position, event_id = e.event_id
       from rapport_store.events e where e.position = $1`,
      [last],
    );
    for (const { name, place } of before)
      await pool.query('update rapport_store.bookmark set place = $2 where name = $1', [name, place]);
    given.timeline.takeOver();
    await given.send(visits('over-', 10, 11));
    await given.taken(11);
    expect(await idsOf('over-')).toEqual(upTo(11));
    await pool.query(
      `alter table rapport_store.events enable trigger user; alter table rapport_store.head enable trigger user`,
    );
  }, 120_000);

  it('is put back, so that what was refused is taken once more, while it is read and nothing comes', async () => {
    await given.newTopic(1);
    const config = given.config(prefix);
    const parts = { config, store: given.store, log: (text: string) => void given.logged.push(text) };
    const stranger = (id: string) => visit(id, 1, { source: 'kiosk/7' });
    given.counts.clear();
    given.start(config);
    await given.send([...visits('re-', 0, 5), stranger('re-5')]);
    await given.taken(6);
    const between = new Date();
    await given.send([{ ...stranger('re-6'), timestamp: String(between.getTime() + 1) }, ...visits('re-', 7, 9)]);
    await given.taken(9);
    expect(await idsOf('re-')).toEqual([0, 1, 2, 3, 4, 7, 8]);
    await given.sources.put({ prefix: 'kiosk', namespace: 'kiosk', defaultCountry: null });
    await eventually(() => expect(given.counts.get('refused')).toBe(2));
    expect(await retake(parts, given.topic, between)).toEqual([{ partition: 0, from: 6, to: 9 }]);
    await eventually(async () => expect(await idsOf('re-')).toEqual([0, 1, 2, 3, 4, 7, 8, 6]), 30_000);
    expect(await retake(parts, given.topic, 'beginning')).toEqual([{ partition: 0, from: 0, to: 9 }]);
    await eventually(async () => expect(await idsOf('re-')).toEqual([0, 1, 2, 3, 4, 7, 8, 6, 5]), 30_000);
    await given.taken(9);
    expect((await given.places())[0]).toMatchObject({ lost: 0, begun: 0 });
    expect(await retake(parts, given.topic, new Date())).toEqual([]);
    expect(await retake(parts, 'elsewhere', 'beginning')).toBeNull();
  }, 120_000);

  it('says what Kafka dropped before it was read, and goes on after it', async () => {
    await given.newTopic(1);
    const config = given.config(prefix);
    given.start(config);
    await given.send(visits('old-', 0, 10));
    await given.taken(10);
    await given.stopAll();
    await given.send(visits('old-', 10, 30));
    await given.admin(async (admin) => {
      // Without it the client knows no leader to ask.
      await admin.fetchTopicOffsets(given.topic);
      await admin.deleteTopicRecords({ topic: given.topic, partitions: [{ partition: 0, offset: '17' }] });
    });
    const intake = given.start(config);
    await given.taken(30);
    expect(await idsOf('old-')).toEqual([...upTo(10), ...upTo(30).slice(17)]);
    expect((await given.places())[0]).toMatchObject({ lost: 7, begun: 0, brokenAt: expect.any(String) });
    expect(given.logged).toContainEqual(expect.stringContaining('dropped 7 records'));
    await eventually(() => expect(intake.state.topics[given.topic]).toMatchObject({ lost: 7, lag: 0 }), 15_000);
  }, 120_000);

  it.each([
    ['shorter', 4],
    ['longer', 40],
  ])(
    'is given up for a topic that was made anew and is %s: it is read from its beginning',
    async (which, count) => {
      await given.newTopic(1);
      const config = given.config(prefix);
      given.start(config);
      await given.send(visits(`was-${which}-`, 0, 10));
      await given.taken(10);
      await given.stopAll();
      await given.admin(async (admin) => {
        await admin.deleteTopics({ topics: [given.topic] });
        const { topic } = given;
        await eventually(async () => {
          await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
          expect((await admin.fetchTopicOffsets(topic))[0]!.high).toBe('0');
        }, 30_000);
      });
      await given.send(visits(`is-${which}-`, 0, count));
      given.start(config);
      await given.taken(count);
      expect(await idsOf(`is-${which}-`)).toEqual(upTo(count));
      expect((await given.places())[0]).toMatchObject({ lost: 0, begun: 1 });
      expect(given.logged).toContainEqual(expect.stringContaining('is not what was read before'));
    },
    120_000,
  );

  it('is not begun while Kafka is away or a topic is missing, which it says', async () => {
    const away = given.start({ ...given.config(prefix), brokers: ['127.0.0.1:1'] });
    await eventually(() => expect(away.state).toMatchObject({ stage: 'waiting', fault: expect.stringContaining('ECONNREFUSED') }), 20_000); // prettier-ignore
    given.topic = given.kafka.name('later');
    const early = given.start(given.config(prefix));
    await eventually(() => expect(early.state.fault).toContain(`there is no topic ${given.topic}`), 20_000);
    const { topic } = given;
    await given.admin((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] }));
    await given.send(visits('late-', 0, 3));
    await given.taken(3);
    expect(early.state.fault).toBeNull();
  }, 120_000);
});
