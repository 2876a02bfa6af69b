import { Means } from '../channel';
import { Amount, Code, Day, Instant, Json, Measure, OneOf, Optional, Text, Whole } from '../field';
import { Parts } from '../payload-schema';

/** An example's ids, here and in the decisions. */
export const RUN = '1b4e28ba-2fa1-5d2b-883f-0016d3cca427';

/** What kinds of rules there are; what each decides stands beside its parameters, in `decisions`. */
export const RULE_KINDS = [
  ...(['pyramid', 'cadence', 'rfm', 'lifecycle', 'relationship', 'club', 'segment', 'churn', 'clv'] as const),
  ...(['dates', 'replenishment', 'offer', 'upgrade', 'contract-churn', 'worth'] as const),
] as const;
export type RuleKindName = (typeof RULE_KINDS)[number];

/** The kinds that put customers into tiers, each into one (`TierAssigned`). */
export const TIER_KINDS: readonly RuleKindName[] = [
  'pyramid',
  'rfm',
  'lifecycle',
  'relationship',
  'club',
  'clv',
  'worth',
];

/** Where one tier of a ranking ends. */
export class Cutoff {
  @Code('The tier that ends here', 'platinum') tier!: string;
  @Whole('Rank of its last member; 0 = nobody is ranked', 12, 'rank') rank!: number;
  @Optional() @Amount('Value of its last member', '4810.00') value?: string;
}

@Means('A rule, or a new version of it, holds from a day on')
class RuleVersionPublished {
  @Code('Name of the rule', 'value-pyramid') rule!: string;
  @OneOf('What kind of rule it is', RULE_KINDS) kind!: RuleKindName;
  @Whole('Counts the versions of the rule, from 1', 1, 'version', 1) version!: number;
  @Json('Its parameters', { window: '365d', basis: 'net', reportingCurrency: 'EUR', dampingCloses: 30 })
  params!: Readonly<Record<string, unknown>>;
  @Day('First day whose close it decides', '2026-11-20') effectiveFrom!: string;
  @Text('Why it was published', 'The rule that Rapport starts with') reason!: string;
}

@Means('A rule began to decide at the end of a day; its decisions hold once the run is closed')
class RuleRunOpened {
  @Code('Id of the run', RUN) run!: string;
  @Code('Name of the rule', 'value-pyramid') rule!: string;
  @Whole('Version of the rule', 1, 'version', 1) version!: number;
  @Code('IANA time zone of the day', 'Europe/Berlin') zone!: string;
  @Day('The day at whose end it decides', '2026-11-20') date!: string;
  @Instant('Exclusive end of that day', '2026-11-20T23:00:00.000Z') endsAt!: string;
  @Code('Position of the log up to which it knows', '00000001-0000000000000004711') basis!: string;
  @Optional() @Whole('How often this day was decided before; absent = never', 0, 'run') restatement?: number;
  @Optional()
  @Day('The next day that was decided before this one; from its end on what was decided there holds', '2026-11-27')
  until?: string;
}

@Means('A rule has decided about everybody: the decisions of the run hold from here on')
class RuleRunClosed {
  @Code('Id of the run', RUN) run!: string;
  @Code('Name of the rule', 'value-pyramid') rule!: string;
  @Day('The day at whose end it decided', '2026-11-20') date!: string;
  @Whole('Decisions of the run', 31, 'event') count!: number;
  @Whole('Customers that the rule ranked or judged', 1_200, 'customer') population!: number;
  @Parts(Cutoff, 'Where the tiers of a ranking end, best tier first') cutoffs!: readonly Cutoff[];
  @Code('SHA-256 of the decisions as stored, in log order, in hexadecimal digits', 'b5bb9d8014a0f9b1d61e21e796d78dcc')
  digest!: string;
  @Json('What the run found out on its way, by name', { platinum: 12, gold: 48 })
  figures!: Readonly<Record<string, unknown>>;
}

/** Evidence of a decision: at most this many event ids. */
export const EVIDENCE_MAX = 20;
/** What a share is a share of. */
export const shareOf = (description: string, example: number): PropertyDecorator =>
  Measure(description, example, 'share', 0, 1);

export const ruleRuns = { RuleVersionPublished, RuleRunOpened, RuleRunClosed };
