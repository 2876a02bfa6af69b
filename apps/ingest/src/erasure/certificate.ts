import type { Erasure } from './erasure';

const DAY_MS = 86_400_000;

/** What the installation says about its backups. */
export interface BackupRule {
  /** Days that backups are kept; null when nobody said. */
  readonly keptDays: number | null;
}

/** Somebody outside who was told of the person by a webhook. Moments are RFC 3339. */
export interface Subscriber {
  readonly webhookId: string;
  readonly name: string;
  readonly host: string;
  readonly endedAt: string | null;
  /** Events about the person that went there, and those that have not arrived. */
  readonly events: number;
  readonly undelivered: number;
  readonly first: string;
  readonly until: string;
  /** They have been told of the erasure. */
  readonly toldOfErasure: boolean;
}

const saidOf = (subscribers: readonly Subscriber[]): string =>
  subscribers.length === 0
    ? 'No webhook has told anybody of this person. '
    : 'Webhooks carry nothing personal either, but what they have told is about this person and names them by handle: until when, and ' +
      'whether the erasure was told too, stands with each subscriber. What they keep is theirs to delete. ';

/** Where else copies could be, said as it is in this release. */
const elsewhere = (topics: readonly string[], subscribers: readonly Subscriber[]): object => ({
  topics,
  subscribers,
  said:
    (topics.length === 0
      ? 'This process knows of no Kafka. '
      : 'No topic carries anything personal. Those that say how customers are take this one back with a tombstone, after which brokers ' +
        'drop what was there within days. ') +
    saidOf(subscribers) +
    'Readers of GET /v1/events and of exports have cells sealed under the destroyed keys, which nobody can open.',
});

const backups = ({ keysAt }: Erasure, { keptDays }: BackupRule): object => {
  const goneBy =
    keptDays === null || keysAt === null ? null : new Date(Date.parse(keysAt) + keptDays * DAY_MS).toISOString();
  const said =
    keptDays === null
      ? 'How long backups of the database are kept is not configured (RAPPORT_BACKUP_DAYS). Until the last one from before is gone, it holds the wrapped keys.'
      : 'Backups from before hold the wrapped keys until they are gone.';
  return {
    keptDays,
    goneBy,
    said: `${said} A backup that is put back is erased again from the ledger before anybody is answered.`,
  };
};

/** What an installation says of where copies are. */
export interface Told {
  readonly backups: BackupRule;
  /** Kafka topics that are published. */
  readonly topics: readonly string[];
  /** Who was told by webhooks, by handles. */
  readonly receivers: (handles: readonly string[]) => Promise<readonly Subscriber[]>;
}

/** An erasure as administrators and auditors read it: who wanted it, what was cleaned, what is left where. */
export const certificateOf = async (erasure: Erasure, { backups: rule, topics, receivers }: Told): Promise<object> => {
  const { id, customer, status, ground, reason, requestedBy, requestedAt, confirmedBy, confirmedAt, withdrawnBy } =
    erasure;
  const { handles, cleaned, keysAt, finishedAt, settledAt, position, joinedSince, ledgeredAt } = erasure;
  const subscribers = await receivers(handles.map(({ handle }) => handle));
  return {
    ...{ erasureId: id, customerId: customer, status, ground, reason },
    ...{ requestedBy, requestedAt, confirmedBy, confirmedAt, withdrawnBy },
    ...{ ledgeredAt, unreadableSince: keysAt, finishedAt, settledAt, position },
    handles,
    cleaned: cleaned && {
      keys: handles.length,
      identifiersSuppressed: cleaned.identifiers,
      searchWords: cleaned.searchWords,
      eventFingerprints: cleaned.events,
      refusedInput: cleaned.refusedInput,
      failuresOfParked: cleaned.parked,
    },
    stays: {
      events: cleaned?.events ?? null,
      said: 'Events stay in the log and in every view with their figures and without anything personal: populations, sums and the hash chain are as before.',
    },
    joinedSince,
    elsewhere: elsewhere(topics, subscribers),
    backups: backups(erasure, rule),
  };
};

/** One line of the list. */
export const summaryOf = ({
  id,
  customer,
  status,
  ground,
  requestedAt,
  keysAt,
  finishedAt,
  handles,
}: Erasure): object => ({
  ...{ erasureId: id, customerId: customer, status, ground, requestedAt, unreadableSince: keysAt, finishedAt },
  handles: handles.length,
});
