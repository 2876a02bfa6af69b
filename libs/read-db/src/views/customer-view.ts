import { LRUCache } from 'lru-cache';
import type { Fact } from '@rapport/events';
import { type CustomerProjection, type RuleRuns, toldFacts } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { within } from '../slices';
import type { ViewChanges } from './changes';
import { byCustomer, continueRows, movedRows, sourceOf } from './fold-customers';
import { type Skipped, withoutSkipped } from '../skips/skipped';
import { loadParked } from './parking';
import { History, refold, REFOLD_MAX, type Refolded } from './refold';
import { KnownRuns, runsUpTo } from './runs-known';
import type { KeptRow } from './kept-row';
import type { Batch, OpenProjection, View, ViewCommit, ViewParts } from './view';

type Row = Readonly<Record<string, unknown>>;

/** Rows remembered per view, so that customers who come again need not be read again. */
const ROWS_MAX = 10_000;

/** One row per customer. Most batches continue rows; joins, splits, corrections and late events fold some from nothing. */
export class CustomerView implements View {
  readonly #rows = new LRUCache<string, KeptRow>({ max: ROWS_MAX });
  #parked: Set<string> | undefined;
  #skipped: Skipped | undefined;
  readonly #runs: KnownRuns;

  constructor(
    private readonly open: OpenProjection<CustomerProjection<Row>>,
    private readonly parts: ViewParts,
  ) {
    this.#runs = new KnownRuns(parts.store, open.projection);
  }

  async fold(batch: Batch): Promise<ViewCommit> {
    const { sql, corrected, customers, facts } = batch;
    const { projection } = this.open;
    const { runs, outdated } = await this.#runs.after(facts);
    const regrouping = projection.tiersOf === undefined ? batch.regrouping : await batch.regroupingOfDecided();
    const parked = await this.#loadParked();
    const onlyMoved = [...regrouping.rekey].filter(([, source]) => parked.has(source)).map(([customer]) => customer);
    const decidedAnew = outdated.length === 0 ? [] : await batch.customersOf(outdated);
    const anew = new Set([...regrouping.refold, ...corrected, ...onlyMoved, ...decidedAnew]);
    const skip = (customer: string): boolean =>
      anew.has(customer) || (parked.has(customer) && !regrouping.gone.has(customer));
    const told = (own: readonly Fact[], customer: string): readonly Fact[] =>
      toldFacts(projection, own, runs, customer);
    const groups = byCustomer(projection, facts, customers, skip, told);
    const sources = [...groups.keys()].flatMap((customer) => sourceOf(regrouping, customer) ?? []);
    const rows = await this.#load(sql, [...new Set([...sources, ...regrouping.rekey.values()])]);
    const continued = continueRows(projection, groups, rows, regrouping);
    const moved = movedRows(regrouping, rows, (customer) => groups.has(customer) || anew.has(customer));
    const refolded = await this.#refold([...anew, ...continued.anew], batch.history, runs);
    return this.#commit(
      changesOf(refolded, [...continued.saved, ...moved], regrouping.gone, parked),
      batch.facts.at(-1)!,
    );
  }

  async retry(position: string): Promise<readonly ViewCommit[]> {
    const { keys, retry, skipped } = await loadParked(this.parts.pool, this.open.projection);
    this.#skipped = skipped;
    const history = new History(this.parts.pool, this.parts.store, position);
    const mine = retry.filter(({ key }) => within(this.parts.range, key));
    const runs = mine.length === 0 ? null : await runsUpTo(this.parts.store, this.open.projection, position);
    return Promise.all(
      mine.map(async ({ key, poison }) => {
        const changes = changesOf(await this.#refold([key], history, runs), [], new Set(), keys);
        return this.#commit(changes, poison);
      }),
    );
  }

  forget(): void {
    this.#rows.clear();
    this.#parked = undefined;
    this.#skipped = undefined;
    this.#runs.forget();
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
    const unknown = keys.filter((key) => !rows.has(key));
    for (const [key, row] of await this.open.rows.load(sql, unknown)) rows.set(key, row);
    return rows;
  }

  async #refold(
    customers: readonly string[],
    history: History,
    runs: RuleRuns | null,
  ): Promise<ReadonlyMap<string, Refolded>> {
    const refolded = new Map<string, Refolded>();
    const distinct = [...new Set(customers)];
    for (let at = 0; at < distinct.length; at += REFOLD_MAX) {
      const part = distinct.slice(at, at + REFOLD_MAX);
      for (const [customer, facts] of await history.of(part)) {
        const folded = withoutSkipped(facts, this.#skipped!, customer);
        refolded.set(customer, refold(this.open.projection, customer, folded, runs));
      }
    }
    return refolded;
  }

  #commit(changes: ViewChanges, last: { readonly eventId: string; readonly position: string }): ViewCommit {
    const { projection, rows } = this.open;
    return {
      writing: { projection, rows, changes, last },
      committed: (parked) => {
        for (const row of changes.saved) this.#rows.set(row.key, row);
        for (const key of [...changes.removed, ...parked.map(({ key }) => key)]) this.#rows.delete(key);
        for (const key of changes.healed) this.#parked?.delete(key);
        for (const { key } of parked) this.#parked?.add(key);
      },
    };
  }
}

/** Everything that a batch does to the table, from what became of the rows. */
const changesOf = (
  refolded: ReadonlyMap<string, Refolded>,
  continued: readonly KeptRow[],
  gone: ReadonlySet<string>,
  parkedBefore: ReadonlySet<string>,
): ViewChanges => {
  const saved = [...continued, ...[...refolded.values()].flatMap(({ kept }) => kept ?? [])];
  const written = new Set(saved.map(({ key }) => key));
  const emptied = [...refolded].filter(([, { kept }]) => kept === undefined).map(([customer]) => customer);
  const parked = [...refolded.values()].flatMap((outcome) => outcome.parked ?? []);
  const stillParked = new Set(parked.map(({ key }) => key));
  const healed = [...new Set([...refolded.keys(), ...gone])];
  return {
    removed: [...gone, ...emptied].filter((key) => !written.has(key)),
    saved,
    parked,
    healed: healed.filter((key) => parkedBefore.has(key) && !stillParked.has(key)),
  };
};
