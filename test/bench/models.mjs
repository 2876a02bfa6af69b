// node test/bench/models.mjs [customers…]: how long fits of the models take, and the scoring of a million customers, on one core; needs no build. Customers
// are drawn from the models themselves with a fixed seed, by the day, as in the CDNOW papers (39 weeks, first purchases over 12). JSON on stdout.
import { register } from 'node:module';

register('../../infra/typescript-hooks.mjs', import.meta.url);
const { bgNbd, buyingSample, expectedPurchases, fitBuying, fitGammaGamma, paretoNbd, rfmScores } =
  await import('../../libs/models/src/index.ts');

const SCORED = 1_000_000;
const WEEKS = 39;
const BG = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const PARETO = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };

/** Mulberry32: the same customers in every run. */
const dice = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Gamma by Marsaglia & Tsang 2000; shapes below 1 by their boost. */
const gamma = (random, shape) => {
  if (shape < 1) return gamma(random, shape + 1) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
};

const customer = (random) => {
  const days = WEEKS * 7 - 1 - Math.floor(random() * 84);
  const rate = gamma(random, PARETO.r) / PARETO.alpha / 7;
  const gone = -Math.log(1 - random()) / (gamma(random, PARETO.s) / PARETO.beta / 7);
  const bought = new Set();
  for (let at = 0; ;) {
    at -= Math.log(1 - random()) / rate;
    if (at > Math.min(days, gone)) break;
    bought.add(Math.ceil(at));
  }
  return { x: bought.size, t_x: Math.max(0, ...bought) / 7, T: days / 7 };
};

const timed = (work) => {
  const before = process.cpuUsage();
  const from = performance.now();
  const result = work();
  const used = process.cpuUsage(before);
  const seconds = (ms) => Math.round(ms) / 1000;
  return { result, seconds: seconds(performance.now() - from), cpuSeconds: seconds((used.user + used.system) / 1000) };
};

export const main = ({ sizes = [2_357, 23_570] } = {}) => {
  const random = dice(7);
  const fits = sizes.flatMap((size) => {
    const customers = Array.from({ length: size }, () => customer(random));
    const spending = customers
      .filter(({ x }) => x > 0)
      .map(({ x }) => ({ transactions: x, mean: 5 + 60 * random() ** 3 }));
    const fitted = [bgNbd, paretoNbd].map((model) => {
      const { result, ...time } = timed(() => fitBuying(model, buyingSample(customers)));
      const { groups, evaluations, logLikelihood, parameters, runs } = result;
      const apart = Math.max(...runs.map((run) => Math.abs(run.logLikelihood - logLikelihood)));
      return {
        model: model.name,
        customers: size,
        groups,
        ...time,
        evaluations,
        logLikelihood,
        startsApart: apart,
        parameters,
      };
    });
    const { result, ...time } = timed(() => fitGammaGamma(spending));
    return [...fitted, { model: 'gamma-gamma', customers: spending.length, ...time, evaluations: result.evaluations }];
  });
  const many = Array.from({ length: SCORED }, () => customer(random));
  const scored = [
    [bgNbd, BG],
    [paretoNbd, PARETO],
  ].map(([model, parameters]) => {
    const { result, ...time } = timed(() => many.reduce((sum, one) => sum + expectedPurchases(model, parameters, one, 13), 0)); // prettier-ignore
    return { scoring: model.name, customers: SCORED, ...time, expected: Math.round(result) };
  });
  const { result: _, ...rfm } = timed(() => rfmScores(many.map(({ x, t_x, T }) => ({ recencyDays: (T - t_x) * 7, frequency: x + 1, monetary: 20 * x })))); // prettier-ignore
  return { fits, scored: [...scored, { scoring: 'rfm', customers: SCORED, ...rfm }] };
};

if (process.argv[1] === import.meta.filename) {
  const sizes = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify(main(sizes.length > 0 ? { sizes } : {}), null, 2)}\n`);
}
