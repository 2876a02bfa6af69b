import type { Admission, Sources } from '@rapport/admission';
import type { KafkaConfig } from '@rapport/edge';
import type { EventStore } from '@rapport/event-store';
import type { Vault } from '@rapport/vault';
import type pg from 'pg';

/** What the intake works with. */
export interface IntakeParts {
  readonly config: KafkaConfig;
  readonly pool: pg.Pool;
  readonly store: Pick<EventStore, 'bookmarks' | 'head'>;
  readonly admission: Pick<Admission, 'admitRead'>;
  readonly sources: Pick<Sources, 'registered'>;
  readonly vault: Pick<Vault, 'fingerprint' | 'timeline'>;
  /** Counts what became of records. */
  readonly counted: (topic: string, result: string, count: number) => void;
  readonly log: (text: string) => void;
  /** How long a member of the group may be silent before its partitions go to others, in milliseconds; 10,000 when absent. */
  readonly sessionTimeoutMs?: number;
}
