import { nelderMead } from './nelder-mead';

const { exp, log, max, min } = Math;

/** Where a parameter may be; both ends above 0. */
export type Bounds = readonly [number, number];

/** Named parameters of a model, all above 0. */
export type Parameters = Readonly<Record<string, number>>;

/** Where one start led. */
export interface FitRun<Params> {
  readonly from: Params;
  readonly parameters: Params;
  readonly logLikelihood: number;
}

/** What was found, and how sure one may be of it. */
export interface Fit<Params> extends FitRun<Params> {
  /** Every start; when they end at different likelihoods, more of them are needed. */
  readonly runs: readonly FitRun<Params>[];
  /** Parameters that went to the end of what is allowed: the data do not determine them, and what hangs on them means little. */
  readonly atBounds: readonly string[];
  /** How often the likelihood was asked for. */
  readonly evaluations: number;
}

export interface FitOptions<Params> {
  readonly starts?: readonly Params[];
  readonly bounds?: Partial<Readonly<Record<keyof Params & string, Bounds>>>;
}

/** As wide as is usual for these models with time in weeks. */
export const USUAL_BOUNDS: Bounds = [1e-3, 1e3];
const AGAIN_MAX = 8;
/** In log-likelihood: far below what anybody reads. */
const GAIN_MIN = 1e-6;

/**
 * The greatest log-likelihood over named positive parameters, from each start. The search is among logarithms, where
 * valleys of such likelihoods are straight; a run begins again from where it ended until that gains nothing.
 * @throws RangeError without a start, or when a start is out of bounds or has no likelihood
 */
export const maximizeLikelihood = <Params extends { readonly [Name in keyof Params]: number }>(
  logLikelihood: (parameters: Params) => number,
  starts: readonly Params[],
  bounds: FitOptions<Params>['bounds'] = {},
): Fit<Params> => {
  const names = Object.keys(starts[0] ?? {}) as (keyof Params & string)[];
  const boundsOf = (name: keyof Params & string): Bounds => bounds[name] ?? USUAL_BOUNDS;
  let evaluations = 0;
  const parametersAt = (at: readonly number[]): Params =>
    Object.fromEntries(names.map((name, n) => [name, clamp(exp(at[n]!), boundsOf(name))])) as unknown as Params;
  const logs = names.map((name) => boundsOf(name).map(log) as [number, number]);
  // Beyond the bounds it costs as much as on them and a little more, or the search would lose its way on level ground.
  const cost = (at: readonly number[]): number =>
    at.reduce((sum, one, n) => sum + (one - clamp(one, logs[n]!)) ** 2, -logLikelihood(parametersAt(at)));
  const run = (from: Params): FitRun<Params> => {
    const outside = names.filter((name) => clamp(from[name], boundsOf(name)) !== from[name]);
    if (outside.length > 0) throw new RangeError(`a start is out of bounds: ${outside.join(', ')}`);
    let found = nelderMead(cost, names.map((name) => log(from[name])), { step: 0.5, tolerance: 1e-7, evaluationsMax: 2_000 }); // prettier-ignore
    evaluations += found.evaluations;
    if (!Number.isFinite(found.value)) throw new RangeError('the likelihood has no value where the search begins');
    for (let again = 0; again < AGAIN_MAX; again++) {
      const next = nelderMead(cost, found.at, { step: 0.1, tolerance: 1e-9, evaluationsMax: 2_000 });
      evaluations += next.evaluations;
      const gain = found.value - next.value;
      if (gain > 0) found = next;
      if (gain < GAIN_MIN) break;
    }
    return { from, parameters: parametersAt(found.at), logLikelihood: -found.value };
  };
  const runs = starts.map(run);
  if (runs.length === 0) throw new RangeError('a fit needs a start');
  const best = runs.reduce((most, one) => (one.logLikelihood > most.logLikelihood ? one : most));
  const atBounds = names.filter((name) => {
    const [least, most] = boundsOf(name);
    return best.parameters[name] < least * 1.001 || best.parameters[name] > most / 1.001;
  });
  return { ...best, runs, atBounds, evaluations };
};

const clamp = (value: number, [least, most]: Bounds): number => min(most, max(least, value));
