let count = 0;

interface Identifier {
  readonly type: string;
  readonly value: string;
  readonly issuer?: string;
}

/** Identifiers as a till or a call centre gives them. */
export const email = (value: string): Identifier => ({ type: 'email', value });
export const phone = (value: string): Identifier => ({ type: 'phone', value });
export const card = (value: string): Identifier => ({ type: 'loyaltyCard', issuer: 'pos', value });
export const user = (value: string): Identifier => ({ type: 'userId', issuer: 'shop', value });

/** A purchase at a till. */
export const purchase = (identifiers: readonly Identifier[], over: Record<string, unknown> = {}) => {
  const id = `order-${++count}`;
  return {
    id,
    source: 'pos/berlin-3',
    channel: 'store',
    type: 'PurchaseMade',
    occurredAt: '2026-11-20T16:04:05.000Z',
    identifiers,
    data: { orderId: id, currency: 'EUR', amount: '10.00' },
    ...over,
  };
};

/** What a customer says about themselves. */
export const profile = (
  identifiers: readonly Identifier[],
  data: Record<string, unknown>,
  over: Record<string, unknown> = {},
) => ({
  id: `profile-${++count}`,
  source: 'crm/main',
  channel: 'business',
  type: 'ProfileStated',
  occurredAt: '2026-11-19T10:00:00.000Z',
  identifiers,
  data,
  ...over,
});
