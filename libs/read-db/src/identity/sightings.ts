import { LRUCache } from 'lru-cache';
import type { Fact } from '@rapport/events';
import { isAboutFacts } from '@rapport/fold';
import type { Sighting } from './write';

/** What is stored about a handle already. */
interface Known {
  readonly cell: boolean;
  readonly owns: boolean;
}

/** Remembers which handles the table has, so that a batch writes only those that bring news. */
export class Sightings {
  readonly #known: LRUCache<string, Known>;

  constructor(max: number) {
    this.#known = new LRUCache({ max });
  }

  /** What a batch says about handles that is not known to be stored; one entry per handle. */
  in(facts: readonly Fact[]): readonly Sighting[] {
    const news = new Map<string, Sighting>();
    for (const fact of facts) {
      for (const ref of fact.handles) {
        const known = this.#known.get(ref.handle);
        const owns = ref.handle === fact.handle && !isAboutFacts(fact);
        if (known && (known.cell || ref.sealed === undefined) && (known.owns || !owns)) continue;
        const before = news.get(ref.handle);
        const { handle, type, issuer } = ref;
        const sealed = before?.sealed ?? ref.sealed;
        news.set(handle, {
          ...{ handle, type, ...(issuer === undefined ? {} : { issuer }), ...(sealed === undefined ? {} : { sealed }) },
          ownsSince: before?.ownsSince ?? (owns ? fact.position : null),
        });
      }
    }
    return [...news.values()];
  }

  /** Call it when they are committed. */
  remember(written: readonly Sighting[]): void {
    for (const { handle, sealed, ownsSince } of written) {
      const before = this.#known.get(handle);
      this.#known.set(handle, {
        cell: sealed !== undefined || before?.cell === true,
        owns: ownsSince !== null || before?.owns === true,
      });
    }
  }
}
