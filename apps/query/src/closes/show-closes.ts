import type { Metrics } from '@rapport/edge';
import { closesUnderWay, type CloseUnderWay } from '@rapport/read-db';
import type pg from 'pg';

const FIGURES = [
  ['rapport_close_decided', 'Customers about whom the rule that a close is at has decided', 'decided'],
  ['rapport_close_to_decide', 'Customers about whom it will have decided in the end', 'toDecide'],
  ['rapport_close_seconds_left', 'Seconds to the end of the close, by what it took so far', 'secondsLeft'],
] as const;

const running = async (pool: pg.Pool): Promise<readonly CloseUnderWay[]> =>
  (await closesUnderWay(pool)).filter(({ state }) => state === 'running');

/** Shows at /metrics how far closes are that take long; nothing while none does. */
export const showCloses = (metrics: Metrics, pool: pg.Pool): void => {
  metrics.gauge('rapport_close_seconds', 'Seconds since the close began', ['zone'], async (gauge) => {
    for (const { zone, since } of await running(pool)) gauge.set({ zone }, (Date.now() - Date.parse(since)) / 1_000);
  });
  for (const [name, help, figure] of FIGURES) {
    metrics.gauge(name, help, ['zone', 'rule'], async (gauge) => {
      for (const { zone, rule, [figure]: value } of await running(pool)) {
        if (value !== null) gauge.set({ zone, rule: rule ?? '' }, value);
      }
    });
  }
};
