import { seededRandom } from '@rapport/testing';
import { startInstallation, type Installation } from './installation';
import { amendment, dealing, dealingRule } from './plain-decisions/dealings';
import { type Making, ZONES } from './plain-decisions/history';
import { countedRounds, daysOf, publish } from './plain-decisions/rounds';

/** Another seed is another history, zone and other rules; more rounds are a longer history. */
const SEED = Number(process.env['RAPPORT_SEED'] ?? 3);
const ROUNDS = Number(process.env['RAPPORT_ROUNDS'] ?? 3);
const KINDS = ['worth', 'relationship', 'club'];

/** What customers brought and cost, what type of relationship theirs is and their points, counted a second time as other decisions are. */
describe(`dealings (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const zone = ZONES[SEED % ZONES.length]!;
  const making: Making = { random, zone, people: 18, from: '2025-02-20', days: daysOf(ROUNDS), isHuge: false };
  let rapport: Installation;
  const { count, round } = countedRounds(
    making,
    () => rapport,
    { interaction: dealing, correctionOf: amendment },
    SEED,
  );

  beforeAll(async () => {
    rapport = await startInstallation({ RAPPORT_ZONE: zone });
    await publish(rapport, KINDS, dealingRule, random);
  }, 60_000);
  afterAll(() => rapport?.stop());

  it('are those of a plain count, close by close', async () => {
    for (let nth = 0; nth < ROUNDS; nth++) await round(nth);
    expect(count.runs.length).toBeGreaterThan(20);
  }, 3_600_000);
});
