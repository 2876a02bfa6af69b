import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import { type Run, until } from '../e2e/program';
import { headOf, publishersOf, tellsUpToNow } from './kafka/going-on';
import { type Listeners, listenersOf } from './kafka/listeners';
import { expectNothingLost } from './kafka/nothing-lost';
import { patienceFor, rounds } from './rounds';
import { type Site, startSite } from './kafka/site';
import { type Traffic, startTraffic } from './kafka/traffic';
import { randomOf } from './mixed-load';

const [KILLS, SPLITS, REBALANCES] = [100, 50, 200];
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

describe('two relays at three brokers', () => {
  let site: Site;
  let traffic: Traffic;
  let listeners: Listeners;
  const listening: Consumer[] = [];
  const relays: Run[] = [];
  const random = randomOf(SEED);
  const done = { kills: 0, splits: 0 };
  const hits = { kills: 0, splits: 0 };
  const topic = (name: string): string => `${site.prefix}.${name}.v1`;

  beforeAll(async () => {
    site = await startSite(0);
    relays.push(...(await Promise.all([site.relay(), site.relay()])));
    traffic = await startTraffic(site);
    await tellsUpToNow(site);
    listeners = listenersOf(site.kafka, topic('interactions'));
    listening.push(await listeners.come());
  }, 300_000);
  afterAll(async () => {
    for (const { child } of relays) child.kill('SIGCONT');
    await Promise.all(listening.map((one) => one.disconnect()));
    await traffic?.stop();
    await site?.clear();
  }, 120_000);

  /** The relay that tells the log or the customers by turns, at a moment when it has something to tell; and whether it had. */
  const teller = async (nth: number): Promise<{ readonly relay: Run; readonly busy: boolean }> => {
    await traffic.flows();
    await pause(random() * 200);
    const which = nth % 2 === 0 ? '/log' : '/customers';
    let found: { relay: Run | undefined; busy: boolean } = { relay: undefined, busy: false };
    await until(`${which} has something to tell`, async () => {
      const [head, publishers] = await Promise.all([headOf(site), publishersOf(site)]);
      const { pid, told } = publishers.find(({ name }) => name.endsWith(which))!;
      found = { relay: relays.find(({ child }) => child.pid === pid), busy: told < head };
      return found.relay !== undefined && found.busy;
    });
    return { relay: found.relay!, busy: found.busy };
  };

  it(
    `kill -9: the other one goes on (seed ${SEED})`,
    async () => {
      for (const nth of rounds(1, KILLS)) {
        done.kills += 1;
        const { relay, busy } = await teller(nth);
        hits.kills += Number(busy);
        process.kill(-relay.child.pid!, 'SIGKILL');
        await relay.ended;
        relays[relays.indexOf(relay)] = await site.relay();
        await tellsUpToNow(site);
      }
      say(`${done.kills} kills, ${hits.kills} with something to tell`);
    },
    patienceFor(KILLS, 60_000),
  );

  it(
    'one that is frozen past its lease and wakes up beside its successor disorders nothing',
    async () => {
      for (const nth of rounds(1, SPLITS)) {
        done.splits += 1;
        const { relay, busy } = await teller(nth);
        hits.splits += Number(busy);
        relay.child.kill('SIGSTOP');
        await until(
          'the other one has taken over',
          async () => (await publishersOf(site)).every(({ pid }) => pid !== relay.child.pid),
          60_000,
        );
        await tellsUpToNow(site);
        relay.child.kill('SIGCONT');
        await tellsUpToNow(site);
      }
      say(`${done.splits} relays overtaken asleep, ${hits.splits} with something to tell`);
    },
    patienceFor(SPLITS, 60_000),
  );

  it(
    'consumers that come and go hear everything',
    async () => {
      for (const _ of rounds(3, REBALANCES)) {
        const other = await listeners.come();
        await pause(random() * 300);
        await other.disconnect();
      }
    },
    patienceFor(REBALANCES, 15_000),
  );

  it('and nothing is lost, turned round or changed, in Kafka and to those who listened', async () => {
    const { acknowledged, told, heard } = await expectNothingLost(site, traffic, listeners);
    expect(hits.kills + hits.splits).toBeGreaterThanOrEqual(0.9 * (done.kills + done.splits));
    say(
      `${acknowledged.size} events, ${told.records} records of which ${told.repeats} were repeats; a group that was given out ` +
        `${listeners.rebalances()} times heard ${heard.records}`,
    );
  }, 400_000);
});
