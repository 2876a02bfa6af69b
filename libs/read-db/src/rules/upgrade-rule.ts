import { readUpgradeParams, upgrade, upgradeReasons, windowDays, type ClassStanding, type UpgradeFound, type UpgradeMember, type UpgradeParams } from '@rapport/decisions'; // prettier-ignore
import { buyersOf, countingOf } from './buyers';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf, figuresOf, type Counting } from './figures';
import { toMicros } from './money';
import type { Occurrence } from './occurrences';
import { paramsOf } from './params-of';
import type { RuleInput, RuleKind } from './rule';
import { signalDecisions, signalSaid } from './signal-decision';

/** What somebody spends is told for so long; older news say nothing of today. */
const WALLET_DAYS = 730;
const DAY_MS = 86_400_000;
const MICROS = 1e6;

/** What they spend in a window with us and with others, as it was last told before the close; null where no rate was there for it. */
const walletIn = (
  happened: readonly Occurrence[],
  { to, currency, rates }: Counting,
  days: number,
): { readonly wallet: number; readonly told: Occurrence } | null | undefined => {
  const told = happened.findLast(({ kind, at }) => kind === 'wallet' && at < to);
  if (!told || told.at < to - WALLET_DAYS * DAY_MS) return undefined;
  const micros = rates.convert(toMicros(told.about['yearly']!), told.about['currency']!, currency, told.occurredAt);
  return micros === null ? null : { wallet: (Number(micros) / MICROS) * (days / 365), told };
};

interface Member extends UpgradeMember {
  readonly shown: readonly Occurrence[];
  /** Who told the wallet. */
  readonly told?: Occurrence;
}

const membersOf = (input: RuleInput, params: UpgradeParams, previous: ReadonlyMap<string, unknown>) => {
  const counting = countingOf(input, params);
  const days = windowDays(params.window)!;
  const quarter = countingOf(input, { ...params, window: `${Math.ceil(days / 4)}d` });
  const premium = new Set(params.premium);
  const { buyers, ...left } = buyersOf(input, counting, previous);
  let { unconverted } = left;
  const members = buyers.map((buyer): Member => {
    const happened = input.occurrences.get(buyer.customer) ?? [];
    const shown = happened.filter(
      ({ kind, at, about }) =>
        (kind === 'interest' || kind === 'quote') &&
        at >= quarter.from &&
        at < quarter.to &&
        [about['category'], about['sku']].some((name) => name !== undefined && premium.has(name)),
    );
    const recent = Number(figuresOf(input.books.get(buyer.customer) ?? [], quarter).value) / MICROS;
    const known = walletIn(happened, counting, days);
    if (known === null) unconverted++;
    const { customer, value, firstSaleAt, sales } = buyer;
    return {
      ...{ customer, value, firstSaleAt, sales, recent, interests: shown.length, shown },
      ...known,
    };
  });
  return { members, counting, unconverted };
};

/** The newest sales and signs of interest, and always what told the wallet, however old it is. */
const behind = (input: RuleInput, customer: string, { shown, told }: Member, counting: Counting): readonly string[] => {
  const { events } = evidenceOf(
    input.books.get(customer) ?? [],
    counting,
    told ? EVIDENCE_MAX - 1 : EVIDENCE_MAX,
    shown,
  );
  return told ? [...events, told.eventId] : events;
};

/** Who may move up one tier (libs/decisions/src/upgrade) over the customers' books and what they looked at. */
export const upgradeRule: RuleKind<ClassStanding> = {
  looksAtOccurrences: true,
  decide(input, previous) {
    const params = paramsOf(input, readUpgradeParams);
    const { members, counting, unconverted } = membersOf(input, params, previous);
    const outcome = upgrade(members, previous, { ...params, date: input.close.date });
    const decisions = signalDecisions(input, outcome.changes, {
      signal: 'upgrade',
      found: ({ customer, of, found }) => ({
        ...{ reasons: upgradeReasons(found), figures: { ...found } },
        events: behind(input, customer, of, counting),
        valueAtStake: Math.max(0, found.asks - found.value).toFixed(2),
      }),
      why: () => 'no-longer',
    });
    const { population, below, standings } = outcome;
    return {
      ...{ decisions, population, cutoffs: [], kept: standings },
      figures: { below, rising: standings.size, unconverted },
    };
  },
  said: (decision) => signalSaid(decision, (figures) => (figures as unknown as UpgradeFound).nextTier),
  kept: ({ said }) => said as unknown as ClassStanding,
};
