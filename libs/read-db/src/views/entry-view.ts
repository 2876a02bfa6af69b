import type { EntryProjection } from '@rapport/fold';
import { customerStream, decisionStream, decodeEvent, type Fact } from '@rapport/events';
import { within } from '../slices';
import type { ViewChanges } from './changes';
import { writeView } from './commit';
import { foldEntries, touches } from './fold-entries';
import { loadParked } from './parking';
import type { Batch, OpenProjection, View, ViewCommit, ViewParts } from './view';

type Row = Readonly<Record<string, unknown>>;

/** Rows that belong to no customer as a whole. They are parked by owner handle: all facts of one row have one owner. */
export class EntryView implements View {
  #parked: Set<string> | undefined;

  constructor(
    private readonly open: OpenProjection<EntryProjection<Row>>,
    private readonly parts: ViewParts,
  ) {}

  async fold({ facts }: Batch): Promise<ViewCommit> {
    const { projection, rows } = this.open;
    this.#parked ??= (await loadParked(this.parts.pool, projection)).keys;
    const parked = this.#parked;
    const touched = touches(
      projection,
      facts.filter(({ handle }) => within(this.parts.range, handle)),
    );
    const before = await rows.load(this.parts.pool, [...new Set(touched.flatMap(({ keys }) => keys))]);
    const entries = foldEntries(projection, touched, before, (owner) => parked.has(owner));
    return this.#commit({ removed: [], ...entries, healed: [] }, facts.at(-1)!);
  }

  async retry(position: string): Promise<readonly ViewCommit[]> {
    const { retry } = await loadParked(this.parts.pool, this.open.projection);
    const commits: ViewCommit[] = [];
    for (const { key: owner, poison } of retry.filter(({ key }) => within(this.parts.range, key))) {
      const touched = touches(this.open.projection, await this.#factsOf(owner, position));
      const entries = foldEntries(this.open.projection, touched, new Map(), () => false);
      const healed = entries.parked.length === 0 ? [owner] : [];
      commits.push(this.#commit({ removed: [], ...entries, healed }, poison));
    }
    return commits;
  }

  forget(): void {
    this.#parked = undefined;
  }

  async #factsOf(owner: string, position: string): Promise<readonly Fact[]> {
    const facts: Fact[] = [];
    for await (const events of this.parts.store.read([customerStream(owner), decisionStream(owner)], position)) {
      facts.push(...events.map(decodeEvent));
    }
    return facts;
  }

  #commit(changes: ViewChanges, last: { readonly eventId: string; readonly position: string }): ViewCommit {
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
