import { openAdmission, openSources, type Admission, type Sources } from '@rapport/admission';
import type { IngestFrom, KafkaConfig } from '@rapport/edge';
import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { migrate } from '@rapport/postgres';
import {
  eventually,
  type FreshDatabase,
  freshDatabase,
  kafkaForTests,
  type TestKafka,
  ToldTimeline,
} from '@rapport/testing';
import { openVault, type Vault } from '@rapport/vault';
import type { Message, Producer } from 'kafkajs';
import { understand } from '../understand';
import { Intake } from './intake';
import { type Place, bookmarkOf, placeIn } from './place';
import { INTAKE_STEPS } from './schema';

/** An event of the log as specs compare it. */
export interface Told {
  readonly id: string;
  readonly source: string;
}

/** An intake with all it stands on, for specs: a real Kafka, the PostgreSQL engine, admission. */
export class GivenIntake {
  readonly logged: string[] = [];
  readonly counts = new Map<string, number>();
  private readonly running: Intake[] = [];
  topic = '';

  private constructor(
    readonly kafka: TestKafka,
    readonly database: FreshDatabase,
    readonly store: EventStore,
    readonly vault: Vault,
    readonly timeline: ToldTimeline,
    readonly sources: Sources,
    readonly admission: Admission,
    readonly producer: Producer,
  ) {}

  static async open(): Promise<GivenIntake> {
    const kafka = await kafkaForTests();
    const database = await freshDatabase();
    const { pool } = database;
    await migrate(pool, 'intake', INTAKE_STEPS);
    const timeline = new ToldTimeline();
    const vault = await openVault(pool, Buffer.alloc(32, 7), timeline);
    const store = await postgresEventStore(database.url, { timeline });
    const sources = await openSources(pool);
    await sources.put({ prefix: 'pos', namespace: 'pos', defaultCountry: 'DE' });
    const admission = await openAdmission({ pool, store, vault, sources, understand });
    const producer = kafka.client.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    return new GivenIntake(kafka, database, store, vault, timeline, sources, admission, producer);
  }

  config(prefix: string, ingest: readonly IngestFrom[] = [{ topic: this.topic, sources: [] }]): KafkaConfig {
    const { brokers } = this.kafka;
    return {
      ...{
        brokers,
        prefix,
        partitions: 3,
        copies: 3,
        tls: false,
        login: null,
        purposes: {},
        projections: [],
        compareMinutes: 0,
        registry: null,
      },
      ingest,
    };
  }

  /** Makes a topic of so many partitions and reads it from now on. */
  async newTopic(numPartitions: number): Promise<void> {
    this.topic = this.kafka.name('ingest');
    await this.admin((admin) =>
      admin.createTopics({ waitForLeaders: true, topics: [{ topic: this.topic, numPartitions }] }),
    );
  }

  async admin<T>(work: (admin: ReturnType<TestKafka['client']['admin']>) => Promise<T>): Promise<T> {
    const admin = this.kafka.client.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  start(config: KafkaConfig, admission: Pick<Admission, 'admitRead'> = this.admission): Intake {
    const { database, store, sources, vault } = this;
    const intake = new Intake({
      ...{ config, pool: database.pool, store, admission, sources, vault, sessionTimeoutMs: 6_000 },
      counted: (_, result, count) => this.counts.set(result, (this.counts.get(result) ?? 0) + count),
      log: (text) => this.logged.push(text),
    });
    this.running.push(intake);
    return intake.start();
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.running.splice(0).map((intake) => intake.stop()));
  }

  send(messages: readonly Message[], topic = this.topic): Promise<unknown> {
    return this.producer.send({ topic, acks: -1, messages: [...messages] });
  }

  /** The events of the log whose own id begins so, in its order. */
  async log(prefix: string): Promise<readonly Told[]> {
    const { rows } = await this.database.pool.query<{ body: string }>(
      'select body from rapport_store.events order by position',
    );
    return rows.map(({ body }) => JSON.parse(body) as Told).filter(({ id }) => id.startsWith(prefix));
  }

  async places(): Promise<readonly Place[]> {
    const bookmarks = await this.store.bookmarks.list(bookmarkOf(this.topic, 0).slice(0, -1));
    return bookmarks.flatMap(({ place }) => placeIn(place) ?? []);
  }

  /** Waits until so many records of the topic are taken. */
  taken(count: number, ms = 60_000): Promise<void> {
    return eventually(async () => {
      const next = (await this.places()).reduce((sum, place) => sum + place.next, 0);
      expect({ next, log: this.logged }).toEqual({ next: count, log: this.logged });
    }, ms);
  }

  async close(): Promise<void> {
    await this.stopAll();
    await this.producer.disconnect();
    await this.store.close();
    await this.database.drop();
  }
}

/** A visit of a shop, as a till sends it; the key orders. */
export const visit = (id: string, person: number, more: Readonly<Record<string, unknown>> = {}): Message => ({
  key: `c${person}`,
  value: JSON.stringify({
    ...{ id, source: 'pos/berlin-3', channel: 'store', type: 'StoreVisited' },
    occurredAt: '2026-11-20T17:04:05+01:00',
    identifiers: [{ type: 'loyaltyCard', value: `LC-${person}` }],
    data: { store: 'berlin-3' },
    ...more,
  }),
});
