/**
 * A seeded stream of believable interactions as JSON texts: 30 % of the identifiers are new, the others come back with a
 * skew (some customers are busy), channels are mixed, a third of the events carries personal text.
 */
export const randomOf = (seed) => {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
};

const WORDS = 'card order late refund invoice laptop printer delivery thanks please broken new price Grüße 订单'.split(
  ' ',
);

export const generator = ({ seed, run, newShare = 0.3 }) => {
  const random = randomOf(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  let people = 0;
  let serial = 0;
  const start = Date.UTC(2026, 0, 1);
  const person = () => {
    if (people === 0 || random() < newShare) return people++;
    return Math.floor(people * random() ** 2);
  };
  const text = () => Array.from({ length: 3 + Math.floor(random() * 8) }, () => pick(WORDS)).join(' ');
  const money = () => (5 + random() * 400).toFixed(2);
  const kinds = [
    (p) => ({
      channel: 'web',
      type: 'ProductViewed',
      source: 'shop',
      identifiers: [{ type: 'anonymousId', value: `${run}-a${p}` }],
      data: { sku: `SKU-${Math.floor(random() * 5000)}`, category: pick(['laptop', 'printer', 'phone']) },
    }),
    (p) => {
      const amount = money();
      return {
        channel: 'store',
        type: 'PurchaseMade',
        source: 'pos/berlin-3',
        identifiers: [
          { type: 'loyaltyCard', issuer: 'pos', value: `${run}-LC-${p}` },
          { type: 'email', value: `p${p}@${run}.example` },
        ],
        data: {
          orderId: `${run}-${serial}`,
          currency: pick(['EUR', 'EUR', 'EUR', 'USD']),
          amount,
          lines: [{ sku: `SKU-${Math.floor(random() * 5000)}`, quantity: 1, amount, category: 'laptop' }],
        },
      };
    },
    (p) => ({
      channel: 'email',
      type: 'MailOpened',
      source: 'mailer',
      identifiers: [{ type: 'email', value: `p${p}@${run}.example` }],
      data: { campaign: `c-${Math.floor(random() * 30)}`, messageId: `m-${serial}` },
    }),
    (p) => ({
      channel: 'call',
      type: 'WrapUpRecorded',
      source: 'hotline',
      identifiers: [{ type: 'phone', value: `+4930${String(1000000 + p)}` }],
      data: { contactId: `call-${serial}`, disposition: pick(['solved', 'call-back', 'transferred']), summary: text() },
    }),
  ];
  return () => {
    serial += 1;
    const event = pick(kinds)(person());
    return { id: `${run}-${serial}`, occurredAt: new Date(start + serial * 1000).toISOString(), ...event };
  };
};
