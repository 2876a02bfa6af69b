import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';
import { threadLearner } from './learning-thread';

const ROOT = resolve(__dirname, '../../../..');
const link = (file: string): string => JSON.stringify(pathToFileURL(file).href);
/** The program in its thread: reads the TypeScript as it is. */
const PROGRAM = `import(${link(join(ROOT, 'infra/typescript.mjs'))})
  .then(() => import(${link(join(__dirname, 'learning-thread.ts'))}))
  .then((it) => it.isLearningThread() && it.learnInThread())`;
const params = {
  ...({ model: 'bg-nbd', horizonDays: 90, watch: 0.3, atRisk: 0.5, critical: 0.75, damping: 0.05 } as const),
  ...{
    overdueFrom: 1,
    minGaps: 3,
    badDays: 30,
    engagementDays: 30,
    engagementFall: 0.5,
    contractDays: 60,
    refitDays: 28,
    minCustomers: 20,
    margin: 1,
  },
};

it('learns in another thread', async () => {
  const subjects = Array.from({ length: 40 }, (_, n) => ({
    ...{ customer: `c${n}`, bad: [] },
    days: Array.from({ length: n % 2 ? 30 : 5 + (n % 4) }, (_gap, nth) => n + nth * (8 + (n % 5))),
  }));
  const learned = await threadLearner(PROGRAM, { eval: true })({ kind: 'churn', close: 400, params, subjects });
  expect(learned).toMatchObject({ model: 'bg-nbd', customers: 40, parameters: { buying: { r: expect.any(Number) } } });
});

it('says so when the thread ends without a word, or fails, and learns the next one all the same', async () => {
  const learner = threadLearner('process.exit(3)', { eval: true });
  const task = { kind: 'churn', close: 400, params, subjects: [] } as const;
  const [one, two] = await Promise.allSettled([learner(task), learner(task)]);
  for (const outcome of [one, two])
    expect(outcome).toMatchObject({
      reason: new Error('the thread that learns a model ended with 3 and said nothing'),
    });
  await expect(threadLearner('throw new Error("broken")', { eval: true })(task)).rejects.toThrow('broken');
});
