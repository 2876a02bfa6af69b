/** Which Kafka, and what its topics are called. */
export interface KafkaConfig {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** What all topic names begin with: `rapport` gives `rapport.interactions.v1`. */
  readonly prefix: string;
  /** Partitions of topics that are made; topics that are there keep theirs. */
  readonly partitions: number;
  readonly tls: boolean;
  readonly login: KafkaLogin | null;
}

export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** How the settings are read and faults are noted; see `readConfig`. */
export interface Settings {
  text(name: string): string | null;
  secret(name: string): string | null;
  number(name: string, fallback: number, min: number, max: number): number;
  flag(name: string): boolean;
  fault(text: string): void;
}

const BROKER = /^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/;
/** Kafka's own rule, without `_`: its metric names cannot tell it from a dot. */
const PREFIX = /^[a-z0-9][a-z0-9.-]{0,60}$/;
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** Reads what `KAFKA_*` says; null when no brokers are named, and then nothing here speaks to Kafka. */
export const kafkaConfig = ({ text, secret, number, flag, fault }: Settings): KafkaConfig | null => {
  const brokers = (text('KAFKA_BROKERS') ?? '').split(',').map((broker) => broker.trim());
  const prefix = text('RAPPORT_KAFKA_PREFIX') ?? 'rapport';
  if (!PREFIX.test(prefix)) fault('RAPPORT_KAFKA_PREFIX must be lower-case letters, digits, dots and hyphens');
  const partitions = number('RAPPORT_KAFKA_PARTITIONS', 12, 1, 1_000);
  const tls = flag('KAFKA_TLS');
  const [username, password] = [text('KAFKA_USERNAME'), secret('KAFKA_PASSWORD')];
  const asked = text('KAFKA_SASL') ?? 'scram-sha-512';
  const mechanism = MECHANISMS.find((name) => name === asked);
  if (!mechanism) fault(`KAFKA_SASL must be ${MECHANISMS.join(', ')}, not ${JSON.stringify(asked)}`);
  if ((username === null) !== (password === null)) fault('KAFKA_USERNAME and KAFKA_PASSWORD go together');
  if (brokers.join('') === '') return null;
  const bad = brokers.filter((broker) => !BROKER.test(broker));
  if (bad.length > 0) fault(`KAFKA_BROKERS must be host:port, with commas between, not ${JSON.stringify(bad[0])}`);
  const login = username !== null && password !== null && mechanism ? { mechanism, username, password } : null;
  return { brokers, prefix, partitions, tls, login };
};
