import type { DynamicModule } from '@nestjs/common';
import { openAdmission, openSources } from '@rapport/admission';
import type { AccessKeys, Config, Metrics } from '@rapport/edge';
import { openEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { ingestModule, understand, type PrivacyRules } from '@rapport/ingest';
import { queryModule } from '@rapport/query';
import { relayModule } from '@rapport/relay';
import type { Ledger, Vault } from '@rapport/vault';
import type pg from 'pg';

/** What both roles stand on; opened and closed by the process. */
export interface Foundation {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly keys: AccessKeys;
  readonly vault: Vault;
  readonly ledger: Ledger;
  readonly metrics: Metrics;
}

/** What a role brings: its endpoints, the store if it has one, and how to let go of what it opened. */
export interface Role {
  readonly module: DynamicModule;
  readonly store?: EventStore;
  close(): Promise<void>;
}

const privacyOf = ({ erasureApprovals, backupDays, retention }: Config): PrivacyRules => ({
  approvals: erasureApprovals,
  backups: { keptDays: backupDays },
  retention,
});

/** The endpoints that write. */
export const openIngest = async (foundation: Foundation): Promise<Role> => {
  const { config, databaseUrl, pool, keys, vault, ledger, metrics } = foundation;
  const store = await openEventStore({ store: config.eventStoreUrl, database: databaseUrl });
  const sources = await openSources(pool);
  const admission = await openAdmission({ pool, store, vault, sources, suppress: config.suppress, understand });
  const { bodyLimitBytes, zone, currency } = config;
  const company = { zone, currency };
  const module = ingestModule({
    ...{ pool, store, vault, ledger, admission, sources, keys, bodyLimitBytes, metrics, privacy: privacyOf(config) },
    ...company,
  });
  return { module, store, close: () => store.close() };
};

/** The endpoints that read. */
export const openQuery = ({ config, databaseUrl, pool, vault, metrics }: Foundation): Promise<Role> =>
  queryModule({ url: databaseUrl, pool, vault, defaultCountry: config.defaultCountry, metrics });

/** The endpoints that hand on the log; a process that writes it too has one store for both. */
export const openRelay = async ({ config, databaseUrl, keys }: Foundation, shared: EventStore | null): Promise<Role> => {
  const store = shared ?? (await openEventStore({ store: config.eventStoreUrl, database: databaseUrl }));
  const module = relayModule({ store, keys });
  return { module, store, close: async () => (shared ? undefined : store.close()) };
};
