import { MODEL_PHRASES, rankingNamed } from './model-phrases';
import { said } from './phrase';
import { SIGNAL_PHRASES } from './signal-phrases';
import { TIER_PHRASES } from './tier-phrases';
import { named, wordNamed } from './words';

type Json = Readonly<Record<string, unknown>>;

/** One reason of a signal in Chinese; what nobody has a phrase for stays as it is. */
const signalled = (reason: unknown): unknown =>
  typeof reason === 'string' ? (wordNamed(reason) ?? said(reason, SIGNAL_PHRASES) ?? reason) : reason;

/** The reason of a model, or of a tier or a segment, whose parts are joined by semicolons; as it is where any part has no phrase. */
const placed = (reason: string): string => {
  const ofModel = said(reason, MODEL_PHRASES);
  if (ofModel !== null) return ofModel;
  const parts = reason.split('; ').map((part) => wordNamed(part) ?? said(part, TIER_PHRASES));
  return parts.every((part) => part !== null) ? parts.join('；') : reason;
};

const toNext = ({ nextTier, currency }: Json): string => {
  if (typeof nextTier !== 'object' || nextTier === null) return '';
  const { tier, distance } = nextTier as { readonly tier: string; readonly distance: string };
  return `；距${named(tier)}还差 ${distance} ${String(currency)}`;
};

/** A model's place among plain rankings, and the figures of a close about its model. */
const judged = (row: Json): Json => {
  const { by, flag, reason } = row;
  if (typeof by === 'string' && 'auc' in row) return { ...row, by: rankingNamed(by) };
  if (typeof flag === 'string' && 'flagged' in row) return { ...row, flag: rankingNamed(flag) };
  return typeof reason === 'string' && 'model' in row ? { ...row, reason: placed(reason) } : row;
};

/** The reasons of one decision in Chinese. */
const decided = (row: Json): Json => {
  // Reasons that people gave are theirs.
  if (typeof row['rule'] !== 'string') return judged(row);
  if (Array.isArray(row['reasons'])) return { ...row, reasons: row['reasons'].map(signalled) };
  return typeof row['reason'] === 'string' ? { ...row, reason: placed(row['reason']) + toNext(row) } : row;
};

/**
 * An answer with the reasons of tiers, segments and signals in Chinese. They are said from the English ones, phrase by phrase, so that what was decided
 * long ago reads in both languages.
 */
export const inChinese = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inChinese);
  if (typeof value !== 'object' || value === null) return value;
  const row = decided(value as Json);
  return Object.fromEntries(Object.entries(row).map(([name, one]) => [name, inChinese(one)]));
};
