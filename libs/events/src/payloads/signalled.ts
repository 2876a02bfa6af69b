import { Means } from '../channel';
import { Code, Codes, Currency, Instant, Json, Optional, Sum, Whole } from '../field';
import { Part } from '../payload-schema';
import { Decision, Evidence } from './decided';
import { shareOf } from './rule-runs';

class Signal extends Decision {
  @Whole('Version of the rule', 1, 'version', 1) version!: number;
  @Code('What it says: birthday, contract-end, replenishment, upgrade, offer, contract-churn', 'contract-end')
  signal!: string;
  @Code('How urgent or how sure it is', 'due') level!: string;
  @Optional() @shareOf('How likely it is, where the rule can tell', 0.62) score?: number;
  @Sum('What is to be gained or lost; 0 where the rule says nothing of it', '412.50') valueAtStake!: string;
  @Currency('Currency of the value at stake') currency!: string;
  @Codes('Why, in words', ['contract ends on 2027-02-28']) reasons!: readonly string[];
  @Part(Evidence, 'The events behind it') evidence!: Evidence;
  @Optional()
  @Instant('Nothing is to be done before: the day begins later where the customer lives', '2026-11-21T08:00:00.000Z')
  dueFrom?: string;
  @Json('What the rule looked at, by name', { items: [{ category: 'toner', days: 61 }] })
  figures!: Readonly<Record<string, unknown>>;
}

@Means('Somebody should do something about a customer, and was not told before')
class SignalRaised extends Signal {}

@Means('A signal is about something else than before, or more or less urgent')
class SignalChanged extends Signal {
  @Code('How urgent or how sure it was', 'due') previousLevel!: string;
}

@Means('A signal no longer holds')
class SignalCleared extends Decision {
  @Code('What it said', 'contract-end') signal!: string;
  @Code('How urgent or how sure it was', 'due') level!: string;
  @Code('Why: no-longer true, over, bought it, joined with another one, objected to profiling', 'no-longer')
  why!: string;
}

export const signalled = { SignalRaised, SignalChanged, SignalCleared };
