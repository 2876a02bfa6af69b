/** One contact as the question "was it settled the first time?" sees it. */
export interface ResolutionContact {
  /** Who called; null when unknown. */
  readonly caller: string | null;
  /** Case or reason code; null when unknown. */
  readonly matter: string | null;
  /** When it began: milliseconds. */
  readonly at: number;
  readonly answered: boolean;
}

/** Which contacts are looked at: those that began until `until`, so that the window after each of them is known. Milliseconds. */
export interface ResolutionWindow {
  readonly windowMs: number;
  readonly until: number;
}

/** First-contact resolution in one form. */
export interface Resolution {
  readonly contacts: number;
  readonly resolved: number;
  /** 0 to 1; null without a contact. */
  readonly rate: number | null;
}

/** Resolved: no contact of the same caller, answered or not, within the window (usually 7 × 24 h) after an answered one began. */
export const fcrByCaller = (contacts: readonly ResolutionContact[], window: ResolutionWindow): Resolution =>
  resolutionBy(contacts, window, ({ caller }) => caller);

/**
 * Resolved: no contact of the same caller about the same case or with the same reason code within the window after an answered one began. Never less than by
 * caller.
 */
export const fcrByMatter = (contacts: readonly ResolutionContact[], window: ResolutionWindow): Resolution =>
  resolutionBy(contacts, window, ({ caller, matter }) =>
    caller === null || matter === null ? null : JSON.stringify([caller, matter]),
  );

const resolutionBy = (
  contacts: readonly ResolutionContact[],
  { windowMs, until }: ResolutionWindow,
  keyOf: (contact: ResolutionContact) => string | null,
): Resolution => {
  if (!(windowMs > 0)) throw new RangeError(`a window must be above 0, not ${windowMs}`);
  const groups = new Map<string, ResolutionContact[]>();
  for (const contact of contacts) {
    const key = keyOf(contact);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(contact);
    else groups.set(key, [contact]);
  }
  let [looked, resolved] = [0, 0];
  for (const group of groups.values()) {
    group.sort((one, other) => one.at - other.at);
    group.forEach(({ answered, at }, nth) => {
      if (!answered || at > until) return;
      looked++;
      const next = group[nth + 1];
      if (!next || next.at > at + windowMs) resolved++;
    });
  }
  return { contacts: looked, resolved, rate: looked === 0 ? null : resolved / looked };
};
