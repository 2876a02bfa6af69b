/** An interaction as the fault tests send it. */
export interface Sent {
  readonly id: string;
  readonly source: string;
  readonly channel: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly identifiers: readonly { type: string; value: string; issuer?: string }[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** Xorshift: the same seed gives the same run. */
export const randomOf = (seed: number): (() => number) => {
  let state = Math.imul(seed ^ 0x9e3779b9, 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
};

const PEOPLE = 400;
const START = Date.UTC(2026, 0, 1);

/** The n-th interaction of a run, a pure function of (n, seed), so that a repeat has the same body. Every tenth is late. */
export const interaction = (serial: number, seed: number): Sent => {
  const random = randomOf(seed * 1_000_003 + serial);
  const person = Math.floor(PEOPLE * random() ** 2);
  const late = random() < 0.1 ? 86_400_000 : 0;
  const common = {
    id: `${seed}-${serial}`,
    occurredAt: new Date(START + serial * 1_000 - late).toISOString(),
    source: 'pos',
  };
  const card = { type: 'loyaltyCard', issuer: 'pos', value: `F-${person}` };
  const mail = { type: 'email', value: `f${person}@example.com` };
  const amount = (1 + random() * 300).toFixed(2);
  if (random() < 0.5)
    return {
      ...common,
      channel: 'store',
      type: 'PurchaseMade',
      identifiers: random() < 0.5 ? [card, mail] : [card],
      data: { orderId: `o-${seed}-${serial}`, currency: 'EUR', amount },
    };
  return {
    ...common,
    channel: 'web',
    type: 'PageViewed',
    identifiers: [random() < 0.5 ? mail : { type: 'anonymousId', issuer: 'shop', value: `v-${person}` }],
    data: { url: `https://shop.example/p/${Math.floor(random() * 100)}` },
  };
};
