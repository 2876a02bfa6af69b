import { eventually, seededRandom } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { dateOf, numberOf } from './plain-decisions/days';
import { correctionOf, interaction, ruleOf, ZONES, type Making } from './plain-decisions/history';
import { countedRounds, daysOf, publish } from './plain-decisions/rounds';
import { rowsOf } from './plain-decisions/served';
import { elsewhere, unlikeMovers } from './plain-decisions/what-if';

/** Another seed is another history, zone and other rules; more rounds are a longer history. */
const SEED = Number(process.env['RAPPORT_SEED'] ?? 1);
const ROUNDS = Number(process.env['RAPPORT_ROUNDS'] ?? 3);
const KINDS = ['pyramid', 'rfm', 'lifecycle', 'cadence', 'segment'];

/**
 * Whether decisions are right, and not only the same each time: what rules decided at every close is counted a second time from the log
 * as it can be read over HTTP, written from the documents and in the plainest way, without any code of the product.
 */
describe(`decisions (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const zone = ZONES[SEED % ZONES.length]!;
  const people = SEED % 7 === 0 ? 1 : 22;
  const making: Making = { random, zone, people, from: '2025-02-20', days: daysOf(ROUNDS), isHuge: SEED % 3 === 0 };
  let rapport: Installation;
  const { count, agree, round } = countedRounds(making, () => rapport, { interaction, correctionOf }, SEED);
  const analyst = () => rapport.as('analyst');

  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_ZONE: zone });
    await publish(rapport, KINDS, ruleOf, random);
  }, 60_000);
  afterAll(() => rapport?.stop());

  it('are those of a plain count, close by close', async () => {
    for (let nth = 0; nth < ROUNDS; nth++) {
      await round(nth);
      if (random.below(2) === 0) await rapport.as('admin').put('/v1/rules/some-pyramid', ruleOf(random, 'pyramid'));
    }
    expect(count.runs.length).toBeGreaterThan(30);
  }, 3_600_000);

  it('would be those of a plain count, were a rule otherwise', async () => {
    for (const kind of KINDS) {
      const draft = {
        ...ruleOf(random, kind),
        ...(random.below(3) === 0 && { effectiveFrom: dateOf(numberOf(making.from) + 20) }),
      };
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
