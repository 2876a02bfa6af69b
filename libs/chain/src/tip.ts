import { anchorHash, type Anchor } from './anchor';
import { GENESIS, type Entry } from './link';
import { linkAfter } from './segment';
import type { SigningKey } from './signing-key';

/** An entry with what the anchor behind it says of its event. */
export interface Seen extends Entry {
  readonly position: string;
  readonly id: string;
  readonly recordedAt: string;
}

/** The anchor that comes after `last` and covers these events too. */
export const nextAnchor = (last: Anchor | null, seen: readonly Seen[], key: SigningKey, at: Date): Anchor => {
  const { position, id, recordedAt } = seen.at(-1)!;
  return key.sign({
    format: 1,
    number: (last?.number ?? 0) + 1,
    count: (last?.count ?? 0) + seen.length,
    ...{ position, eventId: id, recordedAt },
    link: linkAfter(last?.link ?? GENESIS, seen),
    at: at.toISOString(),
    previous: last && anchorHash(last),
  });
};
