import { ordinalOf, type EventStore, type StoredEvent } from '@rapport/event-store';
import type { Pool } from 'pg';
import { lastAnchor, publicKeys, witnesses, type Witness } from './anchor-rows';
import { untilHead } from './verify/until-head';

const line = (name: string, value: unknown): string => `${JSON.stringify({ [name]: value })}\n`;

const eventLine = ({ position, id, stream, version, type, recordedAt, body }: StoredEvent): string =>
  line('event', { position: ordinalOf(position), id, stream, version, type, recordedAt, body });

function* witnessLines({ anchor, segment }: Witness): Generator<string> {
  yield line('anchor', anchor);
  if (segment) yield line('evidence', segment);
}

/**
 * Everything that a verifier needs who has no access to the database: keys, anchors, evidence, and all events byte for byte as
 * they are stored, personal values sealed. Each anchor and its evidence stand before the events that they speak of.
 */
export async function* auditLines(
  { store, pool, silenceMs }: { readonly store: EventStore; readonly pool: Pool; readonly silenceMs?: number },
  counted: (events: number) => void = () => undefined,
): AsyncGenerator<string> {
  const newest = (await lastAnchor(pool))?.number ?? 0;
  const head = await store.head();
  yield line('audit', { format: 1, exportedAt: new Date().toISOString(), head, keys: await publicKeys(pool) });
  const told = witnesses(pool, 0, newest);
  let anchored = -1;
  let events = 0;
  /** Hands out anchors and evidence until they are ahead of the events. */
  const ahead = async function* (): AsyncGenerator<string> {
    while (anchored <= events) {
      const next = await told.next();
      if (next.done) return void (anchored = Number.POSITIVE_INFINITY);
      yield* witnessLines(next.value);
      anchored = next.value.anchor.count;
    }
  };
  yield* ahead();
  for await (const batch of untilHead(store, null, head, silenceMs)) {
    let text = '';
    for (const event of batch) {
      text += eventLine(event);
      if (++events < anchored) continue;
      yield text;
      text = '';
      yield* ahead();
    }
    yield text;
    counted(events);
  }
  // A log that was cut off: its anchors still speak of what is gone.
  for await (const witness of told) yield* witnessLines(witness);
  yield line('end', { events });
}
