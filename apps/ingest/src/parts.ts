import type pg from 'pg';
import type { Admission, Sources } from '@rapport/admission';
import type { AccessKeys } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import type { Learner } from '@rapport/read-db';
import type { Ledger, Vault } from '@rapport/vault';
import type { RetakeFrom, Retaken } from './kafka/retake';
import type { PrivacyRules } from './privacy-rules';

/** What the endpoints of ingest work with; a class, so that Nest can name it. */
export abstract class IngestParts {
  abstract readonly pool: pg.Pool;
  abstract readonly store: EventStore;
  abstract readonly vault: Vault;
  abstract readonly admission: Admission;
  abstract readonly sources: Sources;
  abstract readonly keys: AccessKeys;
  /** What was destroyed for good, outside the database. */
  abstract readonly ledger: Ledger;
  abstract readonly privacy: PrivacyRules;
  /** Largest JSON body, after inflation; streams have none. */
  abstract readonly bodyLimitBytes: number;
  /** The company's time zone: its days are closed. */
  abstract readonly zone: string;
  /** The company's currency, for rules that name none. */
  abstract readonly currency: string;
  /** Learns and judges models, in a thread of its own. */
  abstract readonly learner: Learner;
  /** The customer that a handle belongs to as far as identity has come. */
  abstract readonly customerOf: (handle: string) => Promise<string>;
  /** Has records of a Kafka topic taken once more; gives back null for a topic that is not read here. Null without Kafka. */
  abstract readonly retake: ((topic: string, from: RetakeFrom) => Promise<readonly Retaken[] | null>) | null;
  /** Counts receipts. */
  abstract readonly counted: (status: string, count?: number) => void;
}
