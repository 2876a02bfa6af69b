import { writeFileSync } from 'node:fs';
import { eventually, type Random } from '@rapport/testing';
import type { Installation } from '../installation';
import { logOf } from '../plain/facts';
import { recorder, type Sent } from '../plain/recorder';
import { faultsOf } from './agree';
import { dateOf, numberOf } from './days';
import type { Making } from './history';
import { counting, type Counted } from './runs';
import { listFaults } from './served';

/** What a spec makes its history of. */
export interface Manner {
  readonly interaction: (of: Making) => Record<string, any>;
  readonly correctionOf: (one: Sent, of: Making) => object;
}
const EVENTS = 80;
const DAYS_A_ROUND = 28;
export const daysOf = (rounds: number): number => DAYS_A_ROUND * rounds;
const READERS = ['clock', 'customer-view', 'identity', 'rules', 'segments', 'signals', 'tiers'];

/** Records a history month by month, closes its days, and compares what was decided with a plain count. */
export const countedRounds = (making: Making, rapport: () => Installation, { interaction, correctionOf }: Manner, seed: number) => {
  const { random, zone } = making;
  const count = counting(zone);
  const { record, correct, meddle, customers } = recorder(random, rapport);
  const first = numberOf(making.from);
  const some = (events: number, of: Making) => record(Array.from({ length: events }, () => interaction(of)));
  /** Waits until everything has read all there is, and nothing more is said. */
  const settled = async (): Promise<string> =>
    eventually(async () => {
      const { position } = await rapport().store.head();
      const { body } = await rapport().as('analyst').get('/v1/projections');
      const there = body.projections.filter((one: any) => READERS.includes(one.projection) && one.position >= position);
      expect(there.map(({ projection }: any) => projection).sort()).toEqual(expect.arrayContaining(READERS));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await rapport().store.head()).position).toBe(position);
      return position;
    }, 60_000);
  const close = async (from: number, to: number, every: string, restate = false): Promise<void> => {
    const position = await settled();
    count.snapshot({ position, customers: await customers() });
    const asked = { zone, from: dateOf(from), to: dateOf(to), every, reason: 'a spec', restate };
    const { status, body } = await rapport().as('integrator').post('/v1/clock/closes', asked);
    expect([status, body.detail]).toEqual([200, undefined]);
    await settled();
  };
  const byRule = (): readonly (readonly Counted[])[] => {
    const rules = [...new Set(count.runs.map(({ rule }) => rule))];
    return rules.map((rule) => count.runs.filter((run) => run.rule === rule));
  };
  /** Nothing but agreement; what differs is shown in short. */
  const agree = (faults: readonly unknown[], what: string): void => {
    const shown = JSON.stringify(faults.slice(0, 6), (_, one) => (typeof one === 'bigint' ? String(one) : one), 1);
    if (faults.length > 0) throw new Error(`seed ${seed}, ${zone}, ${what}: ${faults.length} differ, ${shown}`);
  };
  const compare = async (): Promise<void> => {
    const log = await logOf(rapport().as('analyst'));
    const dump = process.env['RAPPORT_LOG_OF_SPEC'];
    if (dump) writeFileSync(dump, JSON.stringify({ log, zone, snapshots: count.snapshots.map((one) => ({ ...one, customers: [...one.customers] })) })); // prettier-ignore
    const faults = count.goOn(log).flatMap((run) => faultsOf(run, log));
    agree(faults, 'decided');
    for (const runs of byRule()) agree(await listFaults(rapport().as('analyst'), runs, random.pick), 'listed');
  };
  const round = async (nth: number): Promise<void> => {
    const [from, until] = [first + DAYS_A_ROUND * nth, first + DAYS_A_ROUND * (nth + 1)];
    await some(EVENTS, { ...making, from: dateOf(from), days: until - from });
    await some(EVENTS / 4, making);
    for (let nth = 0; nth < EVENTS / 8; nth++) await correct((one) => correctionOf(one, making));
    await meddle((what) => random.below(2) > 0 === (what === 'split'));
    // The last days of the month before, week by week, or whatever is over, at once.
    if (random.below(3) === 0) await close(until - 9, until - 6, 'day');
    await close(from, until - 5, random.pick(['week', 'week', 'month']));
    await compare();
    if (nth > 0 && random.below(2) === 0) {
      await close(first, until - DAYS_A_ROUND, random.pick(['week', 'month']), random.below(3) > 0);
      await compare();
    }
  };
  return { count, agree, round };
}; // prettier-ignore

/** Publishes rules, one of each kind. */
export const publish = async (rapport: Installation, kinds: readonly string[], ruleOf: (random: Random, kind: string) => object, random: Random): Promise<void> => {
  for (const kind of kinds) {
    const { status, body } = await rapport.as('admin').put(`/v1/rules/some-${kind}`, ruleOf(random, kind));
    expect([status, body]).toEqual([201, body]);
  }
}; // prettier-ignore
