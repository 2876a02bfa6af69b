import type { RetentionPolicy } from '@rapport/edge';
import type { BackupRule, Subscriber } from './erasure/certificate';
import type { Approvals } from './erasure/erasure';

/** What an installation wants in matters of privacy. */
export interface PrivacyRules {
  /** How many different admin keys must want an erasure. */
  readonly approvals: Approvals;
  readonly backups: BackupRule;
  /** Kafka topics that this installation publishes. */
  readonly topics: readonly string[];
  /** Subscribers that were told of somebody, by handles. */
  readonly receivers: (handles: readonly string[]) => Promise<readonly Subscriber[]>;
  readonly retention: RetentionPolicy;
}
