/** What is known of a running contract, and of whose it is, at the end of a day. */
export interface ContractFacts {
  /** Days since it began. */
  readonly tenureDays: number;
  /** Days until its last one; null = it goes on until somebody says otherwise, or nobody said. */
  readonly daysLeft: number | null;
  /** Somebody has given notice. */
  readonly notice: boolean;
  /** It runs from month to month; null = nobody said how long it is. */
  readonly monthly: boolean | null;
  /** Price a month in the company's currency; null = not known, or no rate is. */
  readonly price: number | null;
  /** How often the customer came for service, and complained, in the last 90 days. */
  readonly contacts: number;
  readonly complaints: number;
  /** Other bad experiences of that time: failed deliveries, broken promises, answers below the top, angry words. */
  readonly bad: number;
  /** Bills of the last 180 days that were paid late or are overdue. */
  readonly lateBills: number;
  /** Moved to a smaller plan within a year. */
  readonly downgraded: boolean;
  /** Channels on which they do much less than they used to. */
  readonly lessOn: number;
}

/** One input of the model: a number, or null where nobody knows. */
export interface ContractFeature {
  readonly name: string;
  of(facts: ContractFacts, horizonDays: number): number | null;
}

const DAYS_OF_MONTH = 30.4375;
const feature = (name: string, of: ContractFeature['of']): ContractFeature => ({ name, of });
const flag = (holds: boolean): number => (holds ? 1 : 0);

/** Whole months since a contract began. */
export const tenureMonths = ({ tenureDays }: Pick<ContractFacts, 'tenureDays'>): number =>
  Math.floor(tenureDays / DAYS_OF_MONTH);

/** What the model looks at. Counts and spans are taken by their logarithm: the tenth complaint says less than the first. */
export const CONTRACT_FEATURES: readonly ContractFeature[] = [
  feature('tenure', ({ tenureDays }) => Math.log1p(Math.max(0, tenureDays) / DAYS_OF_MONTH)),
  feature('first-year', ({ tenureDays }) => flag(tenureDays < 365)),
  feature('term-ends', ({ daysLeft }, horizon) => flag(daysLeft !== null && daysLeft <= horizon)),
  feature('notice', ({ notice }) => flag(notice)),
  feature('monthly', ({ monthly }) => (monthly === null ? null : flag(monthly))),
  feature('price', ({ price }) => (price === null ? null : Math.log1p(price))),
  feature('contacts', ({ contacts }) => Math.log1p(contacts)),
  feature('complaints', ({ complaints }) => Math.log1p(complaints)),
  feature('bad', ({ bad }) => Math.log1p(bad)),
  feature('late-bills', ({ lateBills }) => Math.log1p(lateBills)),
  feature('downgraded', ({ downgraded }) => flag(downgraded)),
  feature('less-on', ({ lessOn }) => Math.log1p(lessOn)),
];

/** A contract on a past day, and whether it ended within the horizon after it. */
export interface ContractRow {
  readonly customer: string;
  readonly facts: ContractFacts;
  readonly ended: boolean;
}
