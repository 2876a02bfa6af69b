import { randomBytes } from 'node:crypto';
import { memoryEventStore, type EventStore, type StoredEvent } from '@rapport/event-store';
import type { EventBody } from '@rapport/events';
import { openVault, type Vault } from '@rapport/vault';
import type { Pool } from 'pg';
import type { Writer } from './admission';
import { openAdmission, type Admission } from './open-admission';
import type { Suppress } from './held-back';
import type { QuarantineLimits } from './quarantine-keeper';
import { openSources, type Sources } from './sources';

/** Admission with all it stands on, for specs. */
export interface GivenAdmission {
  readonly admission: Admission;
  readonly vault: Vault;
  readonly sources: Sources;
  readonly store: EventStore;
  /** All events, in order. */
  events(): Promise<readonly (StoredEvent & { readonly parsed: EventBody })[]>;
}

export const NOW = new Date('2026-11-20T18:00:00.000Z');
/** Writes what it wants but `forbidden/…`. */
export const writer: Writer = { keyId: 'key-1', mayWrite: (source) => !source.startsWith('forbidden/') };
export const GIVEN_MASTER = randomBytes(32);

/** Opens admission on a database; the store is the reference engine unless another one is given. */
export const admissionOn = async (
  pool: Pool,
  options: {
    readonly store?: EventStore;
    readonly limits?: Partial<QuarantineLimits>;
    readonly suppress?: Suppress;
    readonly now?: () => Date;
  } = {},
): Promise<GivenAdmission> => {
  const { store = memoryEventStore(), limits = {}, suppress = 'none', now = () => NOW } = options;
  const vault = await openVault(pool, GIVEN_MASTER);
  const sources = await openSources(pool);
  const admission = await openAdmission({ pool, store, vault, sources, now, suppress, quarantineLimits: limits });
  const events = async () => {
    const all: (StoredEvent & { parsed: EventBody })[] = [];
    const stop = new AbortController();
    const { eventId } = await store.head();
    if (eventId === null) return all;
    for await (const batch of store.follow(null, stop.signal)) {
      all.push(...batch.map((event) => ({ ...event, parsed: JSON.parse(event.body) as EventBody })));
      if (batch.some(({ id }) => id === eventId)) break;
    }
    stop.abort();
    return all;
  };
  return { admission, vault, sources, store, events };
};

let made = 0;
/** A purchase as a till sends it; what is not given is plain and valid, its id new. */
export const purchase = (over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  id: `p-${(made += 1)}`,
  source: 'pos/berlin-3',
  channel: 'store',
  type: 'PurchaseMade',
  occurredAt: '2026-11-20T17:04:05+01:00',
  identifiers: [
    { type: 'email', value: 'Li@Example.com' },
    { type: 'loyaltyCard', value: 'LC-88231' },
  ],
  data: { orderId: 'B3-5512', currency: 'EUR', amount: '129.90' },
  ...over,
});
