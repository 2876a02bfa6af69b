import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaRecord } from '@rapport/adapters';
import type { Submitted } from '@rapport/admission';
import { BookmarkLost, type Hold } from '@rapport/event-store';
import type { IngestFrom } from '@rapport/edge';
import { TakenOver } from '@rapport/postgres';
import type { KafkaMessage } from 'kafkajs';
import { noteDown } from './notices';
import type { IntakeParts } from './parts';
import { type Place, placeText } from './place';
import { submittedOf } from './submitted';
import { topicWriter } from './topic-writer';

/** A partition whose bookmark this process holds. */
export interface Held {
  readonly from: IngestFrom;
  readonly partition: number;
  readonly hold: Hold;
  /** Of the vault's timeline, before the bookmark was taken. */
  readonly takeovers: number;
  place: Place;
}

/** What taking a batch needs to know while it waits. */
export interface Patience {
  /** Throws when the batch is no longer ours to take. */
  readonly alive: () => Promise<void>;
  /** Is told why nothing moves; null = it moves. */
  readonly waits: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const TRIES = 3;
const LONGEST_PAUSE_MS = 2_000;

/** A record as it is told from others: by a keyed hash, because it may be somebody's. */
export const printOf = (
  { fingerprint }: IntakeParts['vault'],
  { timestamp, key, value }: Pick<KafkaMessage, 'timestamp' | 'key' | 'value'>,
): string =>
  fingerprint(`kafka\n${timestamp}\n${key?.toString('base64') ?? ''}\n${value?.toString('base64') ?? ''}`).slice(0, 32);

const recordOf = ({ headers = {}, value }: KafkaMessage): KafkaRecord => ({
  headers: headers as KafkaRecord['headers'],
  value,
});

/**
 * Takes records of a partition in order, and moves its bookmark past them to `next`. While the store is busy or away it waits and
 * tries again. What cannot be recorded for a reason of its own is found by halves and kept in the quarantine, so that nothing stands
 * in the way of what comes after it.
 * @throws BookmarkLost, TakenOver, or what `alive` throws
 */
export const takeRecords = async (
  parts: IntakeParts,
  held: Held,
  messages: readonly KafkaMessage[],
  next: number,
  patience: Patience,
): Promise<void> => {
  const inputs = messages.map((message) => submittedOf(recordOf(message)));
  for (let failures = 0; ;) {
    await patience.alive();
    if (parts.vault.timeline.takeovers !== held.takeovers) throw new TakenOver();
    try {
      await admit(parts, held, messages, inputs, next);
      patience.waits(null);
      return;
    } catch (error) {
      if (error instanceof BookmarkLost || error instanceof TakenOver) throw error;
      patience.waits(error);
      failures = (await isWell(parts)) ? failures + 1 : 0;
      if (failures >= TRIES && messages.length > 1) {
        const half = Math.ceil(messages.length / 2);
        await takeRecords(parts, held, messages.slice(0, half), Number(messages[half - 1]!.offset) + 1, patience);
        return takeRecords(parts, held, messages.slice(half), next, patience);
      }
      if (failures >= TRIES)
        inputs[0] = { ...inputs[0]!, fault: { code: 'not-taken', detail: 'it could not be recorded' } };
      await pause(Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(failures, 6)), undefined, { signal: patience.signal });
    }
  }
};

/** True when the store answers: then what failed has its reason in itself. */
const isWell = ({ store }: IntakeParts): Promise<boolean> =>
  store.head().then(
    () => true,
    () => false,
  );

const admit = async (
  parts: IntakeParts,
  held: Held,
  messages: readonly KafkaMessage[],
  inputs: readonly Submitted[],
  next: number,
): Promise<void> => {
  const { from, partition, hold, takeovers } = held;
  const last = messages.at(-1)!;
  const place = { ...held.place, next, last: { offset: Number(last.offset), print: printOf(parts.vault, last) } };
  const receipts = await parts.admission.admitRead(inputs, await topicWriter(from, parts.sources), {
    ...{ move: { hold, to: placeText(place) }, takeovers },
    untaken: (those) =>
      noteDown(
        parts.pool,
        those.map(({ index, ...why }) => ({ topic: from.topic, partition, offset: Number(messages[index]!.offset), ...why })), // prettier-ignore
      ),
  });
  held.place = place;
  const counts = new Map<string, number>();
  for (const { status } of receipts) counts.set(status, (counts.get(status) ?? 0) + 1);
  counts.forEach((count, status) => parts.counted(from.topic, status, count));
};
