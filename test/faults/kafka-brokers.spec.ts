import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import { until } from '../e2e/program';
import { copiesAreWhole, leaderOf, takesUpToNow, tellsUpToNow } from './kafka/going-on';
import { type Listeners, listenersOf } from './kafka/listeners';
import { expectNothingLost } from './kafka/nothing-lost';
import { patienceFor, rounds } from './rounds';
import { type Site, startSite } from './kafka/site';
import { type Traffic, startTraffic } from './kafka/traffic';
import { randomOf } from './mixed-load';

const [KILLS, FREEZES] = [50, 30];
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);
/** Longer than the relay waits for an answer (10 s), and the intake (15 s). */
const FROZEN_MS = 17_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

describe('three brokers of which one is killed or frozen at a time', () => {
  let site: Site;
  let traffic: Traffic;
  let listeners: Listeners;
  const listening: Consumer[] = [];
  const random = randomOf(SEED);
  const hits = { kills: 0, freezes: 0 };
  const topic = (name: string): string => `${site.prefix}.${name}.v1`;

  beforeAll(async () => {
    site = await startSite(1);
    traffic = await startTraffic(site);
    await tellsUpToNow(site);
    listeners = listenersOf(site.kafka, topic('interactions'));
    listening.push(await listeners.come(), await listeners.come());
  }, 300_000);
  afterAll(async () => {
    await Promise.all(listening.map((one) => one.disconnect()));
    await traffic?.stop();
    await site?.clear();
  }, 120_000);

  /** By turns who leads the cluster, who leads what is published, who leads what is taken in, and anybody. */
  const victim = async (nth: number): Promise<readonly [string, number]> => {
    if (nth % 4 === 0) return ['controller', await site.kafka.leader()];
    if (nth % 4 === 1) return ['leader of a topic', await leaderOf(site, topic('interactions'), nth >> 2)];
    if (nth % 4 === 2) return ['leader of what is taken', await leaderOf(site, topic('ingest'), nth >> 2)];
    return ['any', 1 + Math.floor(random() * 3)];
  };

  /** Strikes while something is on its way, and waits until everything goes on that was there before: with two brokers. */
  const strike = async (nth: number, what: 'kills' | 'freezes', how: (broker: number) => Promise<void>) => {
    await traffic.flows();
    await pause(random() * 500);
    const [role, broker] = await victim(nth);
    await until('a request is on its way', () => traffic.inFlight() > 0);
    hits[what] += 1;
    const [began, { acknowledged }] = [performance.now(), traffic];
    await how(broker);
    await traffic.flows();
    await takesUpToNow(site, acknowledged);
    await tellsUpToNow(site);
    const ms = Math.round(performance.now() - began);
    say(`${what} ${hits[what]}: broker ${broker} (${role}), everything goes on after ${ms} ms`);
    return { broker, ms };
  };

  it(
    `kill -9: everybody goes on with the other two (seed ${SEED})`,
    async () => {
      for (const nth of rounds(2, KILLS)) {
        const { broker } = await strike(nth, 'kills', site.kafka.kill);
        await site.kafka.start(broker);
        await copiesAreWhole(site);
      }
    },
    patienceFor(KILLS, 240_000),
  );

  it(
    'frozen for longer than anybody waits for an answer: everybody goes on with the other two',
    async () => {
      for (const nth of rounds(1, FREEZES)) {
        const { broker, ms } = await strike(nth + 1, 'freezes', site.kafka.freeze);
        await pause(Math.max(0, FROZEN_MS - ms));
        await site.kafka.thaw(broker);
        await copiesAreWhole(site);
      }
    },
    patienceFor(FREEZES, 240_000),
  );

  it('and nothing is lost, turned round or changed, here, in Kafka and to those who listened', async () => {
    const { acknowledged, told, heard } = await expectNothingLost(site, traffic, listeners);
    const stored = await site.database.pool.query<{ id: string }>(
      "select body::json->>'id' as id from rapport_store.events where body like '%StoreVisited%'",
    );
    const inStore = new Set(stored.rows.map(({ id }) => id));
    expect([...acknowledged].filter((id) => !inStore.has(id))).toEqual([]);
    expect([stored.rows.length, inStore.size]).toEqual([acknowledged.size, acknowledged.size]);
    say(
      `${hits.kills} kills, ${hits.freezes} freezes: ${acknowledged.size} events, ${told.records} records of which ${told.repeats} were repeats; ` +
        `a group of two heard ${heard.records}, was given out ${listeners.rebalances()} times`,
    );
  }, 400_000);
});
