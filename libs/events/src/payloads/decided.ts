import { Means } from '../channel';
import {
  Amount,
  Code,
  Codes,
  Currency,
  Day,
  Instant,
  Json,
  Measure,
  OneOf,
  Optional,
  Sum,
  Text,
  Whole,
} from '../field';
import { Part, Parts } from '../payload-schema';
import { Cutoff, RUN, shareOf } from './rule-runs';

/** The events behind a decision. */
export class Evidence {
  @Codes('Event ids, newest first, at most 20', ['8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d']) events!: readonly string[];
  @Whole('How many there are altogether', 7, 'event') count!: number;
}

class Odds {
  @shareOf('Share of such customers who bought again in time, smoothed', 0.38) share!: number;
  @Whole('Past situations of this installation that it comes from', 212, 'situation') n!: number;
}

/** What every decision about a customer says. */
export class Decision {
  @Code('Id of the run; the decision holds once the run is closed', RUN) run!: string;
  @Code('Name of the rule', 'value-pyramid') rule!: string;
  @Day('The day at whose end it was decided', '2026-11-20') date!: string;
}

@Means('A customer is in another tier than before, or is ranked for the first time')
class TierAssigned extends Decision {
  @Whole('Version of the rule', 1, 'version', 1) version!: number;
  @Instant('Exclusive end of that day', '2026-11-20T23:00:00.000Z') endsAt!: string;
  @Code('The tier that holds: rises at once, falls only when damping lets it', 'gold') tier!: string;
  @Code('The exact tier of this day', 'iron') rankTier!: string;
  @Optional() @Code('The tier that held before; absent on the first assignment', 'gold') previousTier?: string;
  @Day('The day since which the tier holds', '2026-03-14') since!: string;
  @Optional() @Whole('Rank by value, 1 is the best; absent for those who are not ranked', 61, 'rank', 1) rank?: number;
  @Whole('Customers that were ranked', 1_200, 'customer') population!: number;
  @Amount('Value in the window', '1290.00') value!: string;
  @Optional() @shareOf('Rank divided by population: the best 5 % have at most 0.05', 0.050833) share?: number;
  @Parts(Cutoff, 'Where the tiers end, best tier first') cutoffs!: readonly Cutoff[];
  @Code('What the value is: gross, net, margin', 'net') basis!: string;
  @Currency('Currency of the value and of the cut-offs') currency!: string;
  @Whole('Closes in a row at which the exact tier lay below the one that holds', 3, 'close') below!: number;
  @Part(Evidence, 'The sales behind the value') evidence!: Evidence;
  @Optional()
  @Json('What else the rule looked at, by name', { score: '544', recencyDays: 12, orders: 5 })
  figures?: Readonly<Record<string, unknown>>;
  @Text('Why, in words', 'rank 61 of 1,200; gold ends at rank 60') reason!: string;
}

@Means('A customer is no longer in any tier of a rule, because there is no such customer any more')
class TierEnded extends Decision {
  @Code('The tier that held', 'gold') tier!: string;
  @Code('Why: joined with another one, objected to profiling, not-judged by the rule any more', 'joined') why!: string;
}

@Means('A customer is in a segment and was not: what the segment asks for is true of them now')
class SegmentEntered extends Decision {
  @Whole('Version of the rule', 1, 'version', 1) version!: number;
  @Instant('Exclusive end of that day', '2026-11-20T23:00:00.000Z') endsAt!: string;
  @Whole('Customers that were looked at', 1_200, 'customer') population!: number;
  @Amount('Value in the window', '1290.00') value!: string;
  @Code('What the value is: gross, net, margin', 'net') basis!: string;
  @Currency('Currency of the value') currency!: string;
  @Part(Evidence, 'The events behind the figures') evidence!: Evidence;
  @Json('The figures that decided, by name', { orders: 5, categories: ['running-shoes'] })
  figures!: Readonly<Record<string, unknown>>;
  @Text('Why, in words', 'orders 5 (at least 3); categories running-shoes (any of running-shoes)') reason!: string;
}

@Means('A customer is not in a segment any more')
class SegmentLeft extends Decision {
  @Whole('Version of the rule', 1, 'version', 1) version!: number;
  @Day('The day since which they were in it', '2026-03-14') since!: string;
  @Code('Why: no-longer true of them, joined with another one, objected to profiling', 'no-longer') why!: string;
  @Optional() @Amount('Value in the window; absent when there is nobody to judge any more', '90.00') value?: string;
  @Optional()
  @Json('The figures that decided, by name', { orders: 1 })
  figures?: Readonly<Record<string, unknown>>;
  @Optional() @Text('Why, in words', 'orders 1 (not at least 3)') reason?: string;
}

const LEVELS = ['watch', 'at-risk', 'critical'] as const;

class Contribution {
  @Code('What counted: expected-purchases, overdue, less-engaged, or a bad experience by its kind', 'complaint-open')
  factor!: string;
  @Measure('Its figure: a share that fell away, a ratio, days since it happened', 4.36, 'number', 0) value!: number;
  @Optional() @Codes('The events behind it', ['8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d']) events?: readonly string[];
}

class ChurnSignal extends Decision {
  @Whole('Version of the rule', 1, 'version', 1) version!: number;
  @OneOf('How urgent it is', LEVELS, 'at-risk') level!: (typeof LEVELS)[number];
  @shareOf(
    'Own cadence: 1 minus the share of such customers who bought again in time; model: the share of expected purchases that fell away',
    0.62,
  )
  score!: number;
  @Part(Odds, 'How often customers like this one came back') odds!: Odds;
  @Measure('Days since the last purchase divided by the median gap', 4.36, 'ratio', 0)
  overdueRatio!: number;
  @Measure('Median gap between purchase days: the customer’s own, or with too few of them that of others', 14, 'day', 0)
  medianGapDays!: number;
  @Whole('The customer’s own gaps between purchase days', 6, 'gap') gaps!: number;
  @Whole('Days since the last purchase', 61, 'day') daysSince!: number;
  @Sum('What the customer would spend within the horizon, or what of it fell away', '412.50') valueAtStake!: string;
  @Currency('Currency of the value at stake') currency!: string;
  @Codes('Why, in words', ['usually buys every 14 days, last bought 61 days ago (4.4×)']) reasons!: readonly string[];
  @Part(Evidence, 'The events behind it') evidence!: Evidence;
  @Optional() @Code('Id of the event by which the model was fitted; absent = no model', RUN) model?: string;
  @Optional() @Parts(Contribution, 'What speaks for it') contributions?: readonly Contribution[];
  @Optional()
  @Json('What else the rule looked at, by name', { expected: 0.6, expectedAtOnce: 2.1, alive: 0.41, ofScore: 'watch' })
  figures?: Readonly<Record<string, unknown>>;
}

@Means('A customer may be about to leave')
class ChurnSignalRaised extends ChurnSignal {}

@Means('A churn signal became more or less urgent')
class ChurnSignalChanged extends ChurnSignal {
  @OneOf('How urgent it was', LEVELS) previousLevel!: (typeof LEVELS)[number];
}

@Means('A churn signal no longer holds')
class ChurnSignalCleared extends Decision {
  @Optional() @OneOf('How urgent it was', LEVELS) level?: (typeof LEVELS)[number];
  @Code('Why', 'bought-again') why!: string;
}

export const decided = {
  ...{ TierAssigned, TierEnded, SegmentEntered, SegmentLeft },
  ...{ ChurnSignalRaised, ChurnSignalChanged, ChurnSignalCleared },
};
