import { eventually, seededRandom } from '@rapport/testing';
import { built, drop } from './built-pasts';
import { startInstallation, type Installation } from './installation';
import { disagreements } from './plain/agree';
import { logOf, told, type Told } from './plain/facts';
import { correctionOf, interaction } from './plain/history';
import { question } from './plain/questions';
import { recorder } from './plain/recorder';
import { rowsOf } from './plain/rows';

/** Another seed is another history and other questions; more rounds are more of both. */
const SEED = Number(process.env['RAPPORT_SEED'] ?? 1);
const ROUNDS = Number(process.env['RAPPORT_ROUNDS'] ?? 1);
const [EVENTS, QUESTIONS] = [300, 14];
const MOMENT = '2025-06-20T12:30:00.000Z';

/**
 * Whether figures are right, and not only the same however they are made: what analysts may ask is answered a second time by counting
 * the log as it can be read over HTTP, written from the how-to and in the plainest way, without any code of the product.
 */
describe(`figures of described projections (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  let rapport: Installation;
  const { record, correct, meddle, customers } = recorder(random, () => rapport);
  const analyst = () => rapport.as('analyst');

  const recordSome = (count: number) => record(Array.from({ length: count }, () => interaction(random)));
  const amend = () => correct((one) => correctionOf(one, random));
  /** Everything that is known, once views and links have caught up with it. */
  const known = async (): Promise<readonly [facts: readonly Told[], position: string]> =>
    eventually(async () => {
      const { position } = await rapport.store.head();
      expect((await analyst().get(`/v1/projections/customer-view/rows?limit=1&minPosition=${position}`)).status).toBe(
        200,
      );
      const whose = await customers();
      const log = await logOf(analyst());
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect((await rapport.store.head()).position).toBe(position);
      return [told(log, whose), position] as const;
    }, 20_000);
  const rows = async (path: string): Promise<any[]> => {
    const all: any[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body }: any = await analyst().get(`${path}&limit=2000${cursor && `&cursor=${cursor}`}`);
      expect([path, status]).toEqual([path, 200]);
      all.push(...body.rows);
      cursor = body.next;
    }
    return all;
  };
  const agree = (definition: any, found: readonly any[], facts: readonly Told[], how: string): number => {
    const plain = rowsOf(facts, definition);
    const faults = disagreements(definition, found, plain);
    if (faults.length > 0) throw new Error(`${how}, ${faults.length} of ${plain.length}: ${JSON.stringify(faults.slice(0, 3))} of ${JSON.stringify(definition)}`); // prettier-ignore
    return plain.length;
  };

  const definitions: any[] = [];
  beforeAll(async () => {
    rapport = await startInstallation();
    for (let round = 0; round < ROUNDS; round++) {
      for (let nth = 0; nth < QUESTIONS; nth++) definitions.push(question(random, `asked-${round}-${nth}`));
    }
    await recordSome(EVENTS);
    for (let nth = 0; nth < EVENTS / 8; nth++) await amend();
    await meddle();
  });
  afterAll(() => rapport.stop());

  it('are the same in a preview, where the sample is all there is', async () => {
    const [facts] = await known();
    let compared = 0;
    // A preview looks at no older statements, and shows a hundred rows.
    for (const definition of definitions.filter((one) => !JSON.stringify(one).includes('"trait"'))) {
      const { status, body } = await analyst().post('/v1/projections/preview', definition);
      expect([definition, status]).toEqual([definition, 200]);
      if (body.rows.length < 100) compared += agree(definition, body.rows, facts, 'preview');
    }
    expect(compared).toBeGreaterThan(0);
  }, 60_000);

  it('are those of a plain count of the log, while it goes on', async () => {
    for (let at = 0; at < definitions.length; at += QUESTIONS) {
      const some = definitions.slice(at, at + QUESTIONS);
      for (const definition of some) expect((await analyst().post('/v1/projections', definition)).status).toBe(201);
      await recordSome(EVENTS / 4);
      for (let nth = 0; nth < EVENTS / 16; nth++) await amend();
      await meddle();
      const [facts, position] = await known();
      let compared = 0;
      for (const definition of some) {
        const path = `/v1/projections/${definition.name}/rows?minPosition=${position}`;
        await eventually(async () => expect((await analyst().get(path)).status).toBe(200), 40_000);
        compared += agree(definition, await rows(path), facts, 'live');
      }
      expect(compared).toBeGreaterThan(50);
      for (const definition of some.slice(0, 3)) {
        const past = await built(analyst(), definition.name, { asOfOccurred: MOMENT });
        const then = facts.filter(({ occurredAt }) => occurredAt <= MOMENT);
        agree(definition, await rows(`/v1/pasts/${past.id}/rows?`), then, 'what had happened');
        await drop(analyst(), past.id);
        const { body } = await analyst().post('/v1/figures', { name: definition.name, definition, position });
        const figure = await eventually(async () => {
          const found = await analyst().get(`/v1/figures/${body.id}`);
          expect(found.body.rows).toBeDefined();
          return found.body;
        }, 20_000);
        agree(definition, figure.rows, facts, 'frozen');
      }
      for (const { name } of some) expect((await analyst().delete(`/v1/projections/${name}`)).status).toBe(200);
    }
  }, 3_600_000);
});
