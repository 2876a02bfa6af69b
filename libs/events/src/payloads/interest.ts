import { Means, Personal } from '../channel';
import { Amount, Code, Currency, Day, Instant, Json, Measure, OneOf, Optional, Text } from '../field';

@Means('The customer put a product together: a stated need')
class ProductConfigured {
  @Code('Article or model', 'XPS-13') sku!: string;
  @Json('Choices by option', { memory: '32 GB', colour: 'silver' }) options!: object;
  @Optional() @Code('Product category', 'laptop') category?: string;
  @Optional() @Currency() currency?: string;
  @Optional() @Amount('Price of the configuration', '1499.00') amount?: string;
  @Optional() @Code('Saved as', 'CFG-88') configurationId?: string;
}

@Means('The customer asked for a price')
class QuoteRequested {
  @Optional() @Code('Quote', 'Q-118') quoteId?: string;
  @Optional() @Code('Article', 'XPS-13') sku?: string;
  @Optional() @Code('Product category', 'laptop') category?: string;
  @Optional() @Measure('How many', 40, 'piece', 0) quantity?: number;
  @Optional() @Instant('Needed by', '2026-12-01T00:00:00.000Z') neededAt?: string;
  @Optional() @Personal('content') @Text('What was asked', 'Forty notebooks, German keyboard') text?: string;
}

@Means('We named a price')
class QuoteGiven {
  @Code('Quote', 'Q-118') quoteId!: string;
  @Currency() currency!: string;
  @Amount('Total', '51960.00') amount!: string;
  @Optional() @Instant('Good until', '2026-12-31T23:00:00.000Z') validUntil?: string;
}

@Means('The customer asked for advice or for a demonstration')
class AdviceRequested {
  @Code('What about', 'notebooks') topic!: string;
  @Optional() @Code('Article', 'XPS-13') sku?: string;
  @Optional() @Personal('content') @Text('The question', 'Which one is the lightest?') text?: string;
}

@Means('A customer registered what they own; begins its warranty')
class ProductRegistered {
  @Code('Article', 'XPS-13') sku!: string;
  @Optional() @Code('Product category', 'laptop') category?: string;
  @Optional() @Personal('identity') @Code('Serial number', 'SN-77-1234') serial?: string;
  @Optional() @Day('Bought on', '2026-11-20') boughtOn?: string;
  @Optional() @Day('Last day of the warranty', '2028-11-19') warrantyUntil?: string;
}

@Means('A customer recommended us: one event for each side, joined by the referral; they stay two persons')
class CustomerReferred {
  @Code('Referral: code or link that both sides share', 'REF-5XK') referralId!: string;
  @OneOf('Which side the customer of this event is', ['referrer', 'referee']) role!: 'referrer' | 'referee';
  @Optional() @Code('Reward', 'voucher-10') reward?: string;
}

export const interest = {
  ProductConfigured,
  QuoteRequested,
  QuoteGiven,
  AdviceRequested,
  ProductRegistered,
  CustomerReferred,
};
