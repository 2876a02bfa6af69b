import type { KafkaIntake, KafkaIntakeDeps } from './open-intake';

/**
 * Starts to take what others write to Kafka. Never fails because of Kafka: what keeps it from taking is said in its check. Its code
 * is loaded here and not before: most processes have no Kafka.
 */
export const startKafkaIntake = async (deps: KafkaIntakeDeps): Promise<KafkaIntake> =>
  (await import('./open-intake')).openKafkaIntake(deps);
