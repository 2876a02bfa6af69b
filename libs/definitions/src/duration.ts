const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Durations as definitions write them: a whole number and s, m, h or d; a day is 24 hours. */
export const DURATION = /^[1-9]\d{0,4}[smhd]$/;

/** A duration of that form, in milliseconds; null for none. */
export const durationMs = (text: string | undefined): number | null =>
  text === undefined ? null : Number(text.slice(0, -1)) * UNITS[text.at(-1) as keyof typeof UNITS];

/** In what times are shown, by name. */
export const TIME_UNITS = { seconds: UNITS.s, minutes: UNITS.m, hours: UNITS.h, days: UNITS.d } as const;
export type TimeUnit = keyof typeof TIME_UNITS;
