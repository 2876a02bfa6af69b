import { LRUCache } from 'lru-cache';
import type { EntryProjection } from '@rapport/fold';
import { decodeEvent, type Fact } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { within } from '../slices';
import type { ViewChanges } from './changes';
import { foldEntries, keysBefore, touches, type About, type Touch } from './fold-entries';
import type { KeptRow } from './kept-row';
import { logBetween } from './log-between';
import type { Skipped } from '../skips/skipped';
import { loadParked } from './parking';
import { aboutOf, ownerStreams, refoldOwner } from './refold-owner';
import type { RowSource, RowStore } from './row-store';
import type { Batch, OpenProjection, ViewCommit, ViewParts } from './view';

type Row = Readonly<Record<string, unknown>>;
type Place = Pick<Fact, 'eventId' | 'position'>;

/** Rows remembered per view whose rows anybody's facts touch: the same ones come again with nearly every batch. */
const ROWS_MAX = 4_000;

/**
 * Rows that belong to no customer as a whole. They are parked by owner handle where all facts of one row have one owner,
 * else by their own key.
 */
export class EntryView<R extends RowSource = RowStore> {
  readonly #rows = new LRUCache<string, KeptRow>({ max: ROWS_MAX });
  #parked: Set<string> | undefined;
  #skipped: Skipped | undefined;

  constructor(
    private readonly open: OpenProjection<EntryProjection<Row>, R>,
    private readonly parts: ViewParts,
  ) {}

  async fold({ sql, facts, early }: Batch): Promise<ViewCommit<R>> {
    const { projection } = this.open;
    const parked = await this.#loadParked();
    const [first, last] = [facts[0]!, facts.at(-1)!];
    const touched = this.#touches(facts, await this.#about(facts, last.position, early));
    const before = await this.#load(sql, keysBefore(projection, touched, early));
    const entries = foldEntries(projection, touched, before, (queue) => parked.has(queue));
    // A row that cannot be written stands as it did before the batch: a row with a queue of its own waits from there on.
    const from = projection.slicedBy === 'key' ? first : last;
    return this.#commit({ removed: [], ...entries, healed: [] }, from);
  }

  async retry(position: string): Promise<readonly ViewCommit<R>[]> {
    const { retry, skipped } = await loadParked(this.parts.pool, this.open.projection);
    this.#skipped = skipped;
    const commits: ViewCommit<R>[] = [];
    for (const { key, poison } of retry.filter(({ key: queue }) => within(this.parts.range, queue))) {
      const changes = await (this.open.projection.slicedBy === 'key'
        ? this.#continued(key, poison, position)
        : this.#anew(key, position));
      commits.push(this.#commit({ removed: [], ...changes, healed: changes.parked.length === 0 ? [key] : [] }, poison));
    }
    return commits;
  }

  forget(): void {
    this.#rows.clear();
    this.#parked = undefined;
    this.#skipped = undefined;
  }

  async #loadParked(): Promise<ReadonlySet<string>> {
    if (!this.#parked) {
      const { keys, skipped } = await loadParked(this.parts.pool, this.open.projection);
      this.#parked = keys;
      this.#skipped = skipped;
    }
    return this.#parked;
  }

  async #load(sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, KeptRow>> {
    const known = keys.flatMap((key) => this.#rows.get(key) ?? []);
    const rows = new Map(known.map((row) => [row.key, row]));
    for (const [key, row] of await this.open.rows.load(sql, keys.filter((key) => !rows.has(key)))) rows.set(key, row); // prettier-ignore
    return rows;
  }

  #touches(facts: readonly Fact[], about: About): readonly Touch[] {
    const touched = touches(this.open.projection, facts, about, this.parts.range);
    return this.#skipped!.any ? touched.filter(({ fact, queue }) => !this.#skipped!.covers(fact, queue)) : touched;
  }

  /** All rows of an owner, from nothing. */
  async #anew(owner: string, position: string) {
    const { pool: sql, store, range } = this.parts;
    const facts: Fact[] = [];
    for await (const events of store.read(ownerStreams(owner), position)) facts.push(...events.map(decodeEvent));
    return refoldOwner(this.open.projection, facts, { sql, store, range, position, skipped: this.#skipped! });
  }

  /** One row that anybody's facts may touch, from the fact that failed onward. */
  async #continued(key: string, poison: Place, position: string) {
    const { projection, rows } = this.open;
    const { pool, store } = this.parts;
    const facts = await logBetween(store, poison, position);
    const all = this.#touches(facts, await this.#about(facts, position));
    const mine = all.filter(({ queue, fact }) => queue === key || fact.eventId === key);
    const before = await rows.load(pool, [...new Set(mine.flatMap(({ keys }) => keys))]);
    return foldEntries(projection, mine, before, () => false);
  }

  #about(facts: readonly Fact[], position: string, known?: ReadonlySet<string>): Promise<About> {
    const { pool: sql, store } = this.parts;
    return aboutOf(this.open.projection, facts, { sql, store, position }, known);
  }

  #commit(changes: ViewChanges, last: Place): ViewCommit<R> {
    const { projection, rows } = this.open;
    return {
      writing: { projection, rows, changes, last },
      committed: (parked) => {
        if (parked.length > 0) this.#rows.clear();
        else if (projection.slicedBy === 'key') for (const row of changes.saved) this.#rows.set(row.key, row);
        for (const key of changes.healed) this.#parked?.delete(key);
        for (const { key } of parked) this.#parked?.add(key);
      },
    };
  }
}
