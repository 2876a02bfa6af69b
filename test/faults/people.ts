/** How many people the generated past is about. */
export const PEOPLE = 240;

export const userOf = (person: number): string => `u-${person}`;
export const emailOf = (person: number): string => `past${person}@example.com`;
/** Shared by five, which are too many to be one person, or by two, which a phone joins. */
export const phoneOf = (person: number): string => {
  const tens = Math.floor(person / 10) * 10;
  const one = person % 10;
  return `+4930${2_000_000 + tens + (one < 5 ? 0 : Math.floor(one / 2) + 1)}`;
};

/** One event of each identifier alone, so that every handle is there before what is to be compared begins. */
export const everybody = (): readonly object[] =>
  Array.from({ length: PEOPLE }, (_, person) =>
    [
      { type: 'userId', issuer: 'old-shop', value: userOf(person) },
      { type: 'email', value: emailOf(person) },
      { type: 'phone', value: phoneOf(person) },
    ].map((identifier) => ({
      ...{ id: `${person}-${identifier.type}`, source: 'before', channel: 'web', type: 'PageViewed' },
      ...{ occurredAt: '2023-12-01T12:00:00.000Z', identifiers: [identifier], data: { url: 'https://shop.example/' } },
    })),
  ).flat();
