import { generateKeyPairSync } from 'node:crypto';
import type { EventStore, StoredEvent } from '@rapport/event-store';
import { canonicalJson, eventIdOf } from '@rapport/events';
import type { Random } from '@rapport/testing';
import type { Pool } from 'pg';
import type { Anchor } from '../anchor';
import { insertAnchor, insertKey, lastAnchor } from '../anchor-rows';
import { entryOf } from '../entry';
import type { AnchorExport } from '../export-anchors';
import { signingKeyOf, type SigningKey } from '../signing-key';
import { nextAnchor } from '../tip';

const TYPES = ['PurchaseMade', 'PageViewed', 'CallEnded', 'InteractionCorrected', 'InteractionRetracted'];

/** A key of its own. */
export const aSigningKey = (): SigningKey =>
  signingKeyOf(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);

/** An event that says of itself what its columns say, as admission makes them. */
export const anEvent = (random: Random) => {
  const [source, id, type] = ['till', random.uuid(), random.pick(TYPES)] as const;
  const body = canonicalJson({ source, id, type, data: { n: random.below(1e9), text: 'häß' + random.uuid() } });
  return { id: eventIdOf(source, id), type, body, fingerprint: random.pick(['', 'ab12']) };
};

/** Appends that many events to some streams, in appends of random size. */
export const write = async (store: EventStore, random: Random, count: number): Promise<void> => {
  const streams = Array.from({ length: Math.max(1, Math.ceil(count / 5)) }, () => `customer-${random.uuid()}`);
  for (let left = count; left > 0;) {
    const appends = Array.from({ length: 1 + random.below(count / 20 + 1) }, () => {
      const events = Array.from({ length: Math.min(left, 1 + random.below(4)) }, () => anEvent(random));
      left -= events.length;
      return { stream: random.pick(streams), expected: 'any' as const, events };
    });
    await store.append(appends.filter(({ events }) => events.length > 0));
  }
};

/** All events of a store. */
export const readAll = async (store: EventStore): Promise<readonly StoredEvent[]> => {
  const { position, eventId } = await store.head();
  const all: StoredEvent[] = [];
  const stop = new AbortController();
  if (eventId === null) return all;
  for await (const batch of store.follow(null, stop.signal)) {
    all.push(...batch);
    if (all.at(-1)!.position >= position) stop.abort();
  }
  return all;
};

/** Makes anchors of the next events, so many for each; what is left over stays uncovered. */
export const anchorSome = async (
  { pool, store, key, exported }: { pool: Pool; store: EventStore; key: SigningKey; exported?: AnchorExport },
  sizes: readonly number[],
): Promise<readonly Anchor[]> => {
  await insertKey(pool, key);
  const all = await readAll(store);
  const made: Anchor[] = [];
  let last = await lastAnchor(pool);
  for (const size of sizes) {
    const from = last?.count ?? 0;
    const seen = all.slice(from, from + size).map((event) => ({ ...event, ...entryOf(event) }));
    if (seen.length === 0) break;
    last = nextAnchor(last, seen, key, new Date());
    await insertAnchor(pool, last, { number: last.number, entries: seen });
    made.push(last);
  }
  await exported?.catchUp(pool);
  return made;
};
