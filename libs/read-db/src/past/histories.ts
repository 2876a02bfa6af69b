import { LRUCache } from 'lru-cache';
import { type EventStore, epochOf } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import { factsOf } from './facts';
import { takingTurns } from './turns';

/** What was read of some streams, all of it up to a position. */
interface Kept {
  readonly position: string;
  readonly facts: readonly Fact[];
}

/** Events kept in memory, a few kilobytes each, and how long. */
const EVENTS_KEPT = 20_000;
const KEPT_MS = 60_000;

/**
 * Histories by their streams, each read once while somebody asks about it: a view, its timeline page by page, and why. What a
 * log held up to a position never changes, and what is personal in it is sealed, so keeping it for a minute tells nobody more.
 */
export class Histories {
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: EVENTS_KEPT,
    sizeCalculation: ({ facts }) => facts.length + 1,
    ttl: KEPT_MS,
  });
  readonly #inTurn = takingTurns();

  constructor(
    private readonly open: () => Promise<Pick<EventStore, 'read'>>,
    private readonly max: number,
  ) {}

  /** All events of the streams up to a position, in the order of the log. @throws LogUnreachable | PastBusy | TooMuchHistory */
  async of(streams: readonly string[], position: string): Promise<readonly Fact[]> {
    const name = [...streams].sort().join(' ');
    const held = (): readonly Fact[] | undefined => upTo(this.#kept.get(name), position);
    const read = async (): Promise<readonly Fact[]> => {
      const store = await this.open();
      const facts = await factsOf(store, streams, position, this.max);
      this.#kept.set(name, { position, facts });
      return facts;
    };
    // Whoever waited may find that the one before read the same.
    return held() ?? this.#inTurn(async () => held() ?? read());
  }
}

/** The part up to a position of what was read further, or as far; undefined where that is not known. */
const upTo = (kept: Kept | undefined, position: string): readonly Fact[] | undefined => {
  if (!kept || epochOf(kept.position) !== epochOf(position) || kept.position < position) return undefined;
  const last = kept.facts.at(-1);
  return !last || last.position <= position ? kept.facts : kept.facts.filter((fact) => fact.position <= position);
};
