import { writeFileSync } from 'node:fs';
import { eventually, seededRandom } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { customersOf, logOf } from './plain/facts';
import { faultsOf } from './plain-decisions/agree';
import { dateOf, numberOf } from './plain-decisions/days';
import { correctionOf, interaction, ruleOf, ZONES, type Making } from './plain-decisions/history';
import { counting, type Counted } from './plain-decisions/runs';
import { listFaults, rowsOf } from './plain-decisions/served';
import { elsewhere, unlikeMovers } from './plain-decisions/what-if';

/** Another seed is another history, zone and other rules; more rounds are a longer history. */
const SEED = Number(process.env['RAPPORT_SEED'] ?? 1);
const ROUNDS = Number(process.env['RAPPORT_ROUNDS'] ?? 3);
const EVENTS = 80;
const DAYS_A_ROUND = 28;
const KINDS = ['pyramid', 'rfm', 'lifecycle', 'cadence', 'segment'];

/**
 * Whether decisions are right, and not only the same each time: what rules decided at every close is counted a second time from the log
 * as it can be read over HTTP, written from the documents and in the plainest way, without any code of the product.
 */
describe(`decisions (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const zone = ZONES[SEED % ZONES.length]!;
  const people = SEED % 7 === 0 ? 1 : 22;
  const making: Making = { random, zone, people, from: '2025-02-20', days: DAYS_A_ROUND * ROUNDS, isHuge: SEED % 3 === 0 }; // prettier-ignore
  const first = numberOf(making.from);
  const sent: { readonly eventId: string; readonly type: string }[] = [];
  const count = counting(zone);
  let rapport: Installation;
  let before: ReadonlyMap<string, string> = new Map();
  const analyst = () => rapport.as('analyst');

  const record = async (events: number, of: Making): Promise<void> => {
    const interactions = Array.from({ length: events }, () => interaction(of));
    const { body } = await rapport.as('integrator').post('/v1/interactions/batch', interactions);
    for (const { index, status, eventId, ...why } of body.results) {
      // Of who was erased nothing more is taken.
      if (why.code === 'suppressed') continue;
      expect({ ...why, status }).toEqual({ ...why, status: 'accepted' });
      sent.push({ eventId, type: interactions[index]!['type'] });
    }
  };
  const correct = async (): Promise<void> => {
    const one = random.pick(sent);
    const path = `/v1/interactions/${one.eventId}/corrections`;
    // 409: it was retracted before.
    expect([201, 409]).toContain((await rapport.as('agent').post(path, correctionOf(one, making))).status);
  };
  /** Joins two, joins and splits others, and erases somebody now and then. */
  const meddle = async (): Promise<void> => {
    before = await customersOf(analyst(), before);
    const [a, b, c, d, gone] = random.shuffle([...new Set(before.values())]);
    if (d === undefined) return;
    const said = (other: string | undefined) => ({ with: other, reason: 'At the counter' });
    await rapport.as('supervisor').post(`/v1/customers/${a}/merge`, said(b));
    await rapport.as('supervisor').post(`/v1/customers/${c}/merge`, said(d));
    if (random.below(2) > 0) await rapport.as('supervisor').post(`/v1/customers/${c}/unmerge`, said(d));
    if (gone === undefined || random.below(2) > 0) return;
    await rapport.as('admin').send('DELETE', `/v1/customers/${gone}`, JSON.stringify({ reason: 'By letter' }));
  };
  /** Waits until everything has read all there is, and nothing more is said. */
  const settled = async (): Promise<string> =>
    eventually(async () => {
      const { position } = await rapport.store.head();
      const { body } = await analyst().get('/v1/projections');
      const names = ['clock', 'customer-view', 'identity', 'rules', 'segments', 'signals', 'tiers'];
      const there = body.projections.filter((one: any) => names.includes(one.projection) && one.position >= position);
      expect(there.map(({ projection }: any) => projection).sort()).toEqual(expect.arrayContaining(names));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await rapport.store.head()).position).toBe(position);
      return position;
    }, 60_000);
  const close = async (from: number, to: number, every: string, restate = false): Promise<void> => {
    const position = await settled();
    before = await customersOf(analyst(), before);
    count.snapshot({ position, customers: before });
    const asked = { zone, from: dateOf(from), to: dateOf(to), every, reason: 'a spec', restate };
    const { status, body } = await rapport.as('integrator').post('/v1/clock/closes', asked);
    expect([status, body.detail]).toEqual([200, undefined]);
    await settled();
  };
  const byRule = (): readonly (readonly Counted[])[] => {
    const rules = [...new Set(count.runs.map(({ rule }) => rule))];
    return rules.map((rule) => count.runs.filter((run) => run.rule === rule));
  };
  /** Nothing but agreement; what differs is shown in short. */
  const agree = (faults: readonly unknown[], what: string): void => {
    const shown = JSON.stringify(faults.slice(0, 4), (_, one) => (typeof one === 'bigint' ? String(one) : one), 1);
    if (faults.length > 0) throw new Error(`seed ${SEED}, ${zone}, ${what}: ${faults.length} differ, ${shown}`);
  };
  const compare = async (): Promise<void> => {
    const log = await logOf(analyst());
    const dump = process.env['RAPPORT_LOG_OF_SPEC'];
    if (dump) writeFileSync(dump, JSON.stringify({ log, zone, snapshots: count.snapshots.map((one) => ({ ...one, customers: [...one.customers] })) })); // prettier-ignore
    const faults = count.goOn(log).flatMap((run) => faultsOf(run, log));
    agree(faults, 'decided');
    for (const runs of byRule()) agree(await listFaults(analyst(), runs, random.pick), 'listed');
  };

  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_ZONE: zone });
    for (const kind of KINDS) {
      const { status, body } = await rapport.as('admin').put(`/v1/rules/some-${kind}`, ruleOf(random, kind));
      expect([status, body]).toEqual([201, body]);
    }
  }, 60_000);
  afterAll(() => rapport?.stop());

  it('are those of a plain count, close by close', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [from, until] = [first + DAYS_A_ROUND * round, first + DAYS_A_ROUND * (round + 1)];
      await record(EVENTS, { ...making, from: dateOf(from), days: until - from });
      await record(EVENTS / 4, making);
      for (let nth = 0; nth < EVENTS / 8; nth++) await correct();
      await meddle();
      // The last days of the month before, week by week, or whatever is over, at once.
      if (random.below(3) === 0) await close(until - 9, until - 6, 'day');
      await close(from, until - 5, random.pick(['week', 'week', 'month']));
      await compare();
      if (round > 0 && random.below(2) === 0) {
        await close(first, until - DAYS_A_ROUND, random.pick(['week', 'month']), random.below(3) > 0);
        await compare();
      }
      if (random.below(2) === 0) await rapport.as('admin').put('/v1/rules/some-pyramid', ruleOf(random, 'pyramid'));
    }
    expect(count.runs.length).toBeGreaterThan(30);
  }, 3_600_000);

  it('would be those of a plain count, were a rule otherwise', async () => {
    for (const kind of KINDS) {
      const draft = { ...ruleOf(random, kind), ...(random.below(3) === 0 && { effectiveFrom: dateOf(first + 20) }) };
      const rule = random.below(3) === 0 ? `new-${kind}` : `some-${kind}`;
      const { status, body } = await analyst().post(`/v1/rules/${rule}/what-if`, draft);
      expect([status, body.detail]).toEqual([202, undefined]);
      const { result } = await eventually(async () => {
        const found = (await analyst().get(`/v1/what-ifs/${body.id}`)).body;
        expect([found.state, found.fault]).toEqual(['ready', null]);
        return found;
      }, 60_000);
      const truth = count.runs.filter((run) => run.rule === rule);
      const plain = elsewhere(kind, draft.params, draft.effectiveFrom || '', count.worlds(), truth);
      const movers = await rowsOf(analyst(), `/v1/what-ifs/${body.id}/movers`, 'movers');
      agree(unlikeMovers(plain.movers, movers), `what if ${JSON.stringify({ rule, ...draft })}`);
      const { date, meanwhile } = plain;
      expect([rule, draft, result]).toEqual([rule, draft, { ...result, date, meanwhile, movers: plain.movers.length }]);
      expect((await analyst().delete(`/v1/what-ifs/${body.id}`)).status).toBe(204);
    }
  }, 3_600_000);
});
