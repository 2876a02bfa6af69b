import { join } from 'node:path';

/** A broker of a cluster of brokers that are controllers too, as its neighbours know it. */
export interface Seat {
  /** From 1 on. */
  readonly node: number;
  readonly port: number;
  /** Where the controllers of the cluster speak to each other. */
  readonly controllerPort: number;
}

/** So soon a broker that says nothing counts as gone; Kafka's own 9 s would only make tests longer. */
const SESSION_MS = 6_000;

/** The settings of one broker of a cluster. Several keep three copies of everything, of which two must have a record. */
export const settingsOf = (dir: string, { node, port, controllerPort }: Seat, all: readonly Seat[]): string => {
  const copies = Math.min(3, all.length);
  const inSync = Math.max(1, copies - 1);
  return `process.roles=broker,controller
node.id=${node}
controller.quorum.voters=${all.map((one) => `${one.node}@127.0.0.1:${one.controllerPort}`).join(',')}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${join(dir, 'data')}
auto.create.topics.enable=false
num.partitions=1
broker.session.timeout.ms=${SESSION_MS}
offsets.topic.replication.factor=${copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=${copies}
transaction.state.log.min.isr=${inSync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=${copies}
share.coordinator.state.topic.min.isr=${inSync}
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.dedupe.buffer.size=2097152
num.network.threads=2
num.io.threads=4
`;
};

/** What a broker prints, and in which form. */
export const LOGGING = `status = warn
appender.c.type = Console
appender.c.name = C
appender.c.layout.type = PatternLayout
appender.c.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = info
rootLogger.appenderRef.c.ref = C
`;
