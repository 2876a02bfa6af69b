import type { Checks, Metrics } from '@rapport/edge';
import { migrate } from '@rapport/postgres';
import { intakeCheck } from './health';
import { Intake } from './intake';
import type { IntakeParts } from './parts';
import { retake, type RetakeFrom, type Retaken } from './retake';
import { INTAKE_STEPS } from './schema';

/** What the intake needs of the process that hosts it. */
export type KafkaIntakeDeps = Omit<IntakeParts, 'counted'> & { readonly metrics: Metrics };

/** The intake at work. */
export interface KafkaIntake {
  readonly checks: Checks;
  /** See `retake`. */
  retake(topic: string, from: RetakeFrom): Promise<readonly Retaken[] | null>;
  stop(): Promise<void>;
}

/** See `startKafkaIntake`. */
export const openKafkaIntake = async ({ metrics, ...deps }: KafkaIntakeDeps): Promise<KafkaIntake> => {
  await migrate(deps.pool, 'intake', INTAKE_STEPS);
  const records = metrics.counter('rapport_intake_records_total', 'Records of Kafka by what became of them', [
    'topic',
    'result',
  ]);
  const intake = new Intake({ ...deps, counted: (topic, result, count) => records.inc({ topic, result }, count) });
  metrics.gauge('rapport_intake_lag_records', 'Records of Kafka that wait to be taken', ['topic'], async (gauge) => {
    for (const [topic, { lag }] of Object.entries(intake.state.topics)) gauge.set({ topic }, lag);
  });
  metrics.gauge(
    'rapport_intake_lost_records',
    'Records that Kafka dropped before they were read',
    ['topic'],
    async (gauge) => {
      for (const [topic, { lost }] of Object.entries(intake.state.topics)) gauge.set({ topic }, lost);
    },
  );
  intake.start();
  const now = () => ({ wall: Date.now(), monotonic: performance.now() });
  return {
    checks: {
      [`kafka ${deps.config.prefix}/intake`]: async () => intakeCheck(intake.state, now()),
    },
    retake: (topic, from) => retake(deps, topic, from),
    stop: () => intake.stop(),
  };
};
