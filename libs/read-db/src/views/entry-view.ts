import type { EntryProjection } from '@rapport/fold';
import { customerStream, decisionStream, decodeEvent, type Fact } from '@rapport/events';
import { within } from '../slices';
import { readAbout } from './about-events';
import type { ViewChanges } from './changes';
import { writeView } from './commit';
import { foldEntries, touches, type About } from './fold-entries';
import { logBetween } from './log-between';
import { loadParked } from './parking';
import type { Batch, OpenProjection, View, ViewCommit, ViewParts } from './view';

type Row = Readonly<Record<string, unknown>>;
type Place = Pick<Fact, 'eventId' | 'position'>;
const NOTHING: About = new Map();

/**
 * Rows that belong to no customer as a whole. They are parked by owner handle where all facts of one row have one owner,
 * else by their own key.
 */
export class EntryView implements View {
  #parked: Set<string> | undefined;

  constructor(
    private readonly open: OpenProjection<EntryProjection<Row>>,
    private readonly parts: ViewParts,
  ) {}

  async fold({ facts }: Batch): Promise<ViewCommit> {
    const { projection, rows } = this.open;
    const { pool, range } = this.parts;
    this.#parked ??= (await loadParked(pool, projection)).keys;
    const parked = this.#parked;
    const [first, last] = [facts[0]!, facts.at(-1)!];
    const touched = touches(projection, facts, await this.#about(facts, last.position), range);
    const before = await rows.load(pool, [...new Set(touched.flatMap(({ keys }) => keys))]);
    const entries = foldEntries(projection, touched, before, (queue) => parked.has(queue));
    // A row that cannot be written stands as it did before the batch: a row with a queue of its own waits from there on.
    const from = projection.slicedBy === 'key' ? first : last;
    return this.#commit({ removed: [], ...entries, healed: [] }, from);
  }

  async retry(position: string): Promise<readonly ViewCommit[]> {
    const { retry } = await loadParked(this.parts.pool, this.open.projection);
    const commits: ViewCommit[] = [];
    for (const { key, poison } of retry.filter(({ key: queue }) => within(this.parts.range, queue))) {
      const changes = await (this.open.projection.slicedBy === 'key'
        ? this.#continued(key, poison, position)
        : this.#anew(key, position));
      commits.push(this.#commit({ removed: [], ...changes, healed: changes.parked.length === 0 ? [key] : [] }, poison));
    }
    return commits;
  }

  forget(): void {
    this.#parked = undefined;
  }

  /** All rows of an owner, from nothing. */
  async #anew(owner: string, position: string) {
    const { projection } = this.open;
    const facts: Fact[] = [];
    const streams = [customerStream(owner), decisionStream(owner)];
    for await (const events of this.parts.store.read(streams, position)) facts.push(...events.map(decodeEvent));
    const touched = touches(projection, facts, await this.#about(facts, position), this.parts.range);
    return foldEntries(projection, touched, new Map(), () => false);
  }

  /** One row that anybody's facts may touch, from the fact that failed onward. */
  async #continued(key: string, poison: Place, position: string) {
    const { projection, rows } = this.open;
    const { pool, range, store } = this.parts;
    const facts = await logBetween(store, poison, position);
    const all = touches(projection, facts, await this.#about(facts, position), range);
    const mine = all.filter(({ queue, fact }) => queue === key || fact.eventId === key);
    const before = await rows.load(pool, [...new Set(mine.flatMap(({ keys }) => keys))]);
    return foldEntries(projection, mine, before, () => false);
  }

  async #about(facts: readonly Fact[], position: string): Promise<About> {
    if (!this.open.projection.takeBack) return NOTHING;
    return readAbout(this.parts.pool, this.parts.store, facts, position);
  }

  #commit(changes: ViewChanges, last: Place): ViewCommit {
    let parked = changes.parked;
    return {
      write: async (sql, carefully) => {
        parked = await writeView(sql, this.open.projection, this.open.rows, changes, carefully, last);
      },
      committed: () => {
        for (const key of changes.healed) this.#parked?.delete(key);
        for (const { key } of parked) this.#parked?.add(key);
      },
    };
  }
}
