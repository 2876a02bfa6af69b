/** As `POST /v1/quarantine/redrive` tells it, without its cursor. */
export type Tally = Readonly<Record<(typeof COUNTED)[number], number>> & {
  readonly reasons: Readonly<Record<string, number>>;
};
const COUNTED = [
  ...(['entries', 'accepted', 'duplicate', 'dismissed'] as const),
  ...(['refused', 'conflict', 'unreadable', 'forbidden'] as const),
] as const;
const WORDS: Readonly<Record<(typeof COUNTED)[number], string>> = {
  entries: 'tried',
  accepted: 'recorded',
  duplicate: 'there already',
  dismissed: 'given up',
  refused: 'refused again',
  conflict: 'known with another content',
  unreadable: 'not kept whole or not JSON',
  forbidden: 'of sources that the key may not write for',
};
/** Nothing yet. */
export const NONE = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<(typeof COUNTED)[number], number>;

/** Two counts together. */
export const added = (one: Tally, other: Tally): Tally => {
  const reasons = { ...one.reasons };
  for (const [code, count] of Object.entries(other.reasons)) reasons[code] = (reasons[code] ?? 0) + count;
  const sums = COUNTED.map((name) => [name, one[name] + other[name]]);
  return { ...(Object.fromEntries(sums) as typeof NONE), reasons };
};

/** A count in words: what there was of each kind, and why what was refused was. */
export const tallyText = (tally: Tally): string => {
  if (tally.entries === 0) return 'nothing of that kind is in the quarantine';
  const said = COUNTED.filter((name) => tally[name] > 0).map((name) => `${tally[name]} ${WORDS[name]}`);
  const reasons = Object.entries(tally.reasons).map(([code, count]) => `${count} × ${code}`);
  return `${said.join(', ')}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`;
};
