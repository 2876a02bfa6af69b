import { channel, Means, Personal } from '../channel';
import { Code, Currency, Day, Measure, OneOf, Optional, Rate, Sum, Text, Whole } from '../field';
import { contracts } from '../payloads/contracts';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { sales } from '../payloads/sales';

@Means('A campaign reached out to the customer, by whatever medium')
class CampaignSent {
  @Code('Campaign', 'spring-2026') campaign!: string;
  @Optional() @Code('Medium: email, letter, sms, call, site', 'letter') medium?: string;
  @Optional() @Code('Variant, control group included', 'B') variant?: string;
  @Optional() @Code('Offer', 'voucher-10') offer?: string;
  @Optional() @Currency('Currency of the cost') currency?: string;
  @Optional() @Sum('Cost of this one contact', '0.85') cost?: string;
}

@Means(
  'A cost that belongs to a customer, or to all who came by a channel or campaign when the event has no identifiers',
)
class CostBooked {
  @OneOf('What for', ['acquisition', 'selling', 'serving']) kind!: string;
  @Currency() currency!: string;
  @Sum('Cost', '1250.00') amount!: string;
  @Optional() @Code('Channel it was spent on', 'web') costChannel?: string;
  @Optional() @Code('Campaign', 'spring-2026') campaign?: string;
  @Optional() @Day('First day of the period', '2026-11-01') periodFrom?: string;
  @Optional() @Day('Last day of the period', '2026-11-30') periodTo?: string;
}

@Means("Somebody judged the customer's credit")
class CreditRated {
  @Code('Rating', 'BB+') rating!: string;
  @Optional() @Measure('Score of the agency', 412, 'defined by the agency') score?: number;
  @Optional() @Code('Agency', 'own') agency?: string;
  @Optional() @Currency('Currency of the limit') currency?: string;
  @Optional() @Sum('Credit limit', '5000.00') limit?: string;
}

@Means('A person decided what the customer is worth to us beyond figures')
class StrategicValueSet {
  @OneOf('Value', ['key-account', 'develop', 'none']) value!: string;
  @Optional() @Code('Manager or team', 'team-key-accounts') owner?: string;
  @Personal('content') @Text('Why', 'Opens the Chinese market to us') reason?: string;
}

@Means('What the customer spends a year on what we sell, here and with everybody else: their wallet')
class WalletStated {
  @Currency('Currency of the amount') currency!: string;
  @Sum('Spent in a year, with us and with others', '2400.00') yearly!: string;
  @OneOf('Who says so: the customer, or somebody of ours who reckons it', ['customer', 'estimate']) basis!: string;
  @Optional()
  @Personal('content')
  @Text('Where that is known from', 'Visit in May: half of the fleet is leased elsewhere')
  reason?: string;
}

@Means('The customer joined, or rose in, a loyalty programme')
class LoyaltyJoined {
  @Code('Programme', 'contoso-club') programme!: string;
  @Optional() @Code('Level', 'silver') level?: string;
  @Optional() @Whole('Points on joining', 0, 'point') points?: number;
}

@Means('The customer spent points that the loyalty club had given them')
class PointsRedeemed {
  @Whole('Points', 40, 'point', 1) points!: number;
  @Optional() @Code('What for', 'voucher-10') reward?: string;
}

@Means('The balance of a loyalty programme that another system keeps')
class LoyaltyBalanceStated {
  @Code('Programme', 'contoso-club') programme!: string;
  @Whole('Points', 293, 'point') points!: number;
  @Optional() @Code('Level', 'silver') level?: string;
}

@Means('Rate from which amounts are converted, from its time on; belongs to no customer')
class ExchangeRateSet {
  @Currency('Currency that is converted', 'USD') from!: string;
  @Currency('Currency that it is converted into', 'EUR') to!: string;
  @Rate('What one unit of `from` is worth', '0.9216', '`to` per `from`') rate!: string;
  @Optional() @Code('Who published it', 'ECB') publisher?: string;
}

export const business = channel('business', {
  ...everywhere,
  ...orders,
  ...interest,
  ...contracts,
  ...sales,
  CampaignSent,
  CostBooked,
  CreditRated,
  StrategicValueSet,
  WalletStated,
  LoyaltyJoined,
  PointsRedeemed,
  LoyaltyBalanceStated,
  ExchangeRateSet,
});
