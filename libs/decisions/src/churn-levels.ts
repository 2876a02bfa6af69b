import { levelOf, type ChurnLevel } from './cadence-risk';
import type { ChurnParams } from './churn-params';

const LEVELS: readonly (ChurnLevel | null)[] = [null, 'watch', 'at-risk', 'critical'];

/** One level higher; the highest stays. */
export const levelUp = (level: ChurnLevel | null): ChurnLevel | null =>
  LEVELS[Math.min(LEVELS.length - 1, LEVELS.indexOf(level) + 1)]!;

/** Where levels begin, and how far below they are left. */
type Levels = Pick<ChurnParams, 'watch' | 'atRisk' | 'critical' | 'damping'>;

/** The level of a score, given the one that holds: it rises at once and falls only when the score is well below it. */
export const damped = (score: number, held: ChurnLevel | null, params: Levels): ChurnLevel | null => {
  const [exact, lenient] = [levelOf(score, params), levelOf(score + params.damping, params)];
  const [now, most, was] = [exact, lenient, held].map((level) => LEVELS.indexOf(level)) as [number, number, number];
  return LEVELS[Math.max(now, Math.min(most, was))]!;
};
