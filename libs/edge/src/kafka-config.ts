/** Which Kafka, and what its topics are called. */
export interface KafkaConfig {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** What all topic names begin with: `rapport` gives `rapport.interactions.v1`. */
  readonly prefix: string;
  /** Partitions of topics that are made; topics that are there keep theirs. */
  readonly partitions: number;
  /** Copies that topics are to have, where there are so many brokers. */
  readonly copies: number;
  readonly tls: boolean;
  readonly login: KafkaLogin | null;
  /** Purposes that have a topic of their own, by the name of the topic: `newsletter` gives `rapport.purpose-newsletter.v1`. */
  readonly purposes: Readonly<Record<string, string>>;
  /** Described projections whose rows have a topic: `calls-by-queue` gives `rapport.projection-calls-by-queue.v1`. */
  readonly projections: readonly string[];
  /** How often topics are compared with the log, in minutes; 0 = only on command. */
  readonly compareMinutes: number;
  /** Topics that are read for interactions; none = nothing is. */
  readonly ingest: readonly IngestFrom[];
  /** Where schemas of what is published are registered; null = nowhere. */
  readonly registry: RegistryConfig | null;
}

/** A schema registry that speaks Confluent's protocol. */
export interface RegistryConfig {
  /** Without a slash at its end. */
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string } | null;
}

/** A topic that brings interactions, and the sources that it may bring them of; none = those that are registered. */
export interface IngestFrom {
  readonly topic: string;
  readonly sources: readonly string[];
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
/** Name of a topic, and the purpose as consents name it where that is another text: `ads=Personalised advertising`. */
const PURPOSE = /^([a-z0-9][a-z0-9.-]{0,60})(?:=(.{1,200}))?$/;
/** As described projections are called. */
const PROJECTION = /^(?=.{1,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** A topic, and the beginnings of source names with `|` between: `tills.v1=pos|kiosk`. */
const INGEST = /^([A-Za-z0-9._-]{1,249})(?:=([A-Za-z0-9/][A-Za-z0-9._~:@/+%|-]*))?$/;
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** Reads what `KAFKA_*` says; null when no brokers are named, and then nothing here speaks to Kafka. */
export const kafkaConfig = ({ text, secret, number, flag, fault }: Settings): KafkaConfig | null => {
  const brokers = (text('KAFKA_BROKERS') ?? '').split(',').map((broker) => broker.trim());
  const prefix = text('RAPPORT_KAFKA_PREFIX') ?? 'rapport';
  if (!PREFIX.test(prefix)) fault('RAPPORT_KAFKA_PREFIX must be lower-case letters, digits, dots and hyphens');
  const partitions = number('RAPPORT_KAFKA_PARTITIONS', 12, 1, 1_000);
  const copies = number('RAPPORT_KAFKA_COPIES', 3, 1, 9);
  const purposes = purposesOf(text('RAPPORT_KAFKA_PURPOSES'), fault);
  const projections = projectionsOf(text('RAPPORT_KAFKA_PROJECTIONS'), fault);
  const compareMinutes = number('RAPPORT_KAFKA_COMPARE_MINUTES', 60, 0, 10_080);
  const ingest = ingestOf(text('RAPPORT_KAFKA_INGEST') ?? `${prefix}.ingest.v1`, fault);
  const registry = registryOf({ text, secret, fault });
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
  return { brokers, prefix, partitions, copies, tls, login, purposes, projections, compareMinutes, ingest, registry };
};

const registryOf = ({ text, secret, fault }: Pick<Settings, 'text' | 'secret' | 'fault'>): RegistryConfig | null => {
  const [username, password] = [text('RAPPORT_SCHEMA_REGISTRY_USERNAME'), secret('RAPPORT_SCHEMA_REGISTRY_PASSWORD')];
  if ((username === null) !== (password === null))
    fault('RAPPORT_SCHEMA_REGISTRY_USERNAME and RAPPORT_SCHEMA_REGISTRY_PASSWORD go together');
  const url = text('RAPPORT_SCHEMA_REGISTRY_URL');
  if (url === null) return null;
  const read = URL.canParse(url) ? new URL(url) : null;
  if (!read || !/^https?:$/.test(read.protocol) || read.username || read.password || read.search || read.hash)
    fault('RAPPORT_SCHEMA_REGISTRY_URL must be an http:// or https:// URL without a login, query and fragment');
  const login = username !== null && password !== null ? { username, password } : null;
  return { url: url.replace(/\/+$/, ''), login };
};

const purposesOf = (given: string | null, fault: Settings['fault']): Readonly<Record<string, string>> => {
  const purposes: Record<string, string> = {};
  for (const part of (given ?? '').split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [, topic, purpose] = PURPOSE.exec(part) ?? [];
    if (topic === undefined)
      fault(
        `RAPPORT_KAFKA_PURPOSES must be names of topics like newsletter or ads=Purpose, not ${JSON.stringify(part)}`,
      );
    else if (Object.hasOwn(purposes, topic)) fault(`RAPPORT_KAFKA_PURPOSES names the topic ${topic} twice`);
    else purposes[topic] = purpose?.trim() ?? topic;
  }
  return purposes;
};

const projectionsOf = (given: string | null, fault: Settings['fault']): readonly string[] => {
  const names = (given ?? '').split(',').map((one) => one.trim()).filter((one) => one !== ''); // prettier-ignore
  const bad = names.find((name) => !PROJECTION.test(name));
  if (bad !== undefined)
    fault(`RAPPORT_KAFKA_PROJECTIONS must be names of described projections, not ${JSON.stringify(bad)}`);
  const twice = names.find((name, nth) => names.indexOf(name) < nth);
  if (twice !== undefined) fault(`RAPPORT_KAFKA_PROJECTIONS names ${twice} twice`);
  return names;
};

const ingestOf = (given: string, fault: Settings['fault']): readonly IngestFrom[] => {
  if (given === 'none') return [];
  const from: IngestFrom[] = [];
  for (const part of given.split(',').map((one) => one.trim())) {
    const [, topic, sources] = INGEST.exec(part) ?? [];
    if (topic === undefined)
      fault(
        `RAPPORT_KAFKA_INGEST must be "none" or topics like tills.v1 or tills.v1=pos|kiosk, not ${JSON.stringify(part)}`,
      );
    else if (from.some((one) => one.topic === topic)) fault(`RAPPORT_KAFKA_INGEST names the topic ${topic} twice`);
    else from.push({ topic, sources: sources?.split('|').filter((one) => one !== '') ?? [] });
  }
  return from;
};
