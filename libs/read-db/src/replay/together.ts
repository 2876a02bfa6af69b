import type { Checkpoint } from '../checkpoint';
import { readTogether } from './build-customers';
import type { Company } from './company';
import { Crew, type Member } from './crew';
import { GivingWay } from './giving-way';
import type { ReadingParts } from './reading';

/** What reading together works with. */
export interface TogetherParts extends ReadingParts {
  /** True while events come in that live has to fold. */
  readonly busy: () => Promise<boolean>;
}

/** Rebuilds that were asked for together: the reading begins once each of them is ready for it or will not come. */
export class Together implements Company {
  readonly #members: Member[] = [];
  readonly #way: GivingWay;
  #crew: Crew | undefined;

  /** @param awaited how many may come */
  constructor(
    private readonly parts: TogetherParts,
    private awaited: number,
  ) {
    this.#way = new GivingWay(parts.busy, parts.signal);
  }

  /** Up to where they read. */
  get to(): Checkpoint {
    return this.parts.to;
  }

  get isAlone(): boolean {
    return (this.#crew ? this.#crew.foldings.length : this.awaited + this.#members.length) <= 1;
  }

  rest(): Promise<void> {
    return this.#way.rest();
  }

  /** A place for one of them, to be taken or given up. */
  place(): Place {
    return new Place(this, (member) => {
      this.awaited -= 1;
      if (member) this.#members.push(member);
      if (this.awaited > 0 || this.#members.length === 0) return;
      this.#crew = new Crew(this.parts, this.#members);
      void readTogether(this.parts, this.#crew);
    });
  }
}

/** The place of one rebuild among those that read together. */
export class Place {
  #isDecided = false;

  constructor(
    readonly company: Together,
    private readonly decide: (member: Member | null) => void,
  ) {}

  /** Reads with the others. Gives back how many rows were written. @throws what it failed with, SetAside, FellApart */
  build(own: Pick<Member, 'shadow' | 'pace'>): Promise<number> {
    this.#isDecided = true;
    return new Promise((ended, failed) => this.decide({ ...own, ended, failed }));
  }

  /** The others need not wait for it. */
  giveUp(): void {
    if (!this.#isDecided) this.decide(null);
    this.#isDecided = true;
  }
}
