import { addDecimal } from '@rapport/events';
import { MillionthsSum } from './millionths-sum';
import type { PyramidStanding } from './pyramid-standing';
import type { PyramidClass, PyramidMember } from './pyramid-ranking';

/** What a close of the pyramid found, for its record. */
export interface PyramidFigures {
  /** Customers by the tier that holds. */
  readonly tiers: Readonly<Record<PyramidClass, number>>;
  /** Customers by the exact tier. */
  readonly rankTiers: Readonly<Record<PyramidClass, number>>;
  /** Value of all who were ranked. */
  readonly value: string;
  /** Decisions of each kind. */
  readonly assigned: number;
  readonly ended: number;
}

const nobody = (): Record<PyramidClass, number> => ({
  ...{ platinum: 0, gold: 0, iron: 0, lead: 0 },
  ...{ inactive: 0, prospect: 0 },
});

/** Counts the customers of a close. */
export class PyramidCount {
  readonly #tiers = nobody();
  readonly #rankTiers = nobody();
  readonly #millionths = new MillionthsSum();
  #value = '0';

  add({ tier, rankTier }: PyramidStanding): void {
    this.#tiers[tier]++;
    this.#rankTiers[rankTier]++;
  }

  /** Of somebody who was ranked. */
  worth(member: PyramidMember): void {
    if (member.millionths === undefined) this.#value = addDecimal(this.#value, member.value);
    else this.#millionths.add(member.millionths);
  }

  figures(): Omit<PyramidFigures, 'assigned' | 'ended'> {
    return { tiers: this.#tiers, rankTiers: this.#rankTiers, value: addDecimal(this.#value, this.#millionths.text) };
  }
}
