import { until } from '../../e2e/program';
import { tellsUpToNow } from './going-on';
import type { Listeners } from './listeners';
import type { Site } from './site';
import type { Traffic } from './traffic';
import { CLEAN, type Witnessed, judge, readTopic } from './witness';

const TOLD = { equal: true, missing: [], outOfOrder: [], foreign: [] } as const;

/** What was acknowledged, what Kafka holds of it, and what those who listened heard. */
export interface Kept {
  readonly acknowledged: ReadonlySet<string>;
  readonly told: Witnessed;
  readonly heard: Witnessed;
}

/**
 * Stops the traffic, lets the relays come to the end of the log, and expects that nothing is lost, turned round or changed: in the topic,
 * to those who listened, and by the word of `rapport reconcile` on every topic.
 */
export const expectNothingLost = async (site: Site, traffic: Traffic, listeners: Listeners): Promise<Kept> => {
  await traffic.stop();
  await tellsUpToNow(site);
  const { acknowledged } = traffic;
  const told = judge(await readTopic(site.kafka, `${site.prefix}.interactions.v1`), acknowledged);
  expect(told).toMatchObject(CLEAN);
  await until('the group heard all', () => judge(listeners.heard, acknowledged).lost.length === 0, 60_000);
  const heard = judge(listeners.heard, acknowledged);
  expect(heard).toMatchObject(CLEAN);
  for (const name of ['interactions', 'decisions', 'customers']) {
    const { code, report } = await site.reconcile(name);
    expect({ name, code, ...report }).toMatchObject({ code: 0, ...TOLD });
  }
  return { acknowledged, told, heard };
};
