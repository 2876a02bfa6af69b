import { DATA_CLASSES, type DataClass } from '@rapport/events';

/** Months that each data class is kept after the end of the quarter in which it happened; classes that are absent: for ever. */
export type RetentionPolicy = Readonly<Partial<Record<DataClass, number>>>;

const PART = /^([a-z]+)=(\d{1,4})([my])$/;
const MONTHS_OF: Readonly<Record<string, number>> = { m: 1, y: 12 };
const MONTHS_MAX = 1_200;

/** Reads `content=3y,behaviour=14m`; a text instead says what is wrong. */
export const parseRetention = (text: string | null): RetentionPolicy | string => {
  const policy: Partial<Record<DataClass, number>> = {};
  for (const part of text?.split(',').map((one) => one.trim()) ?? []) {
    const [, dataClass, count, unit] = PART.exec(part) ?? [];
    const months = Number(count) * (MONTHS_OF[unit ?? ''] ?? 0);
    const known = DATA_CLASSES.find((one) => one === dataClass);
    if (!known || !(months >= 1 && months <= MONTHS_MAX))
      return `must be like content=3y,behaviour=14m with classes among ${DATA_CLASSES.join(', ')}, 1 month to 100 years`;
    if (policy[known] !== undefined) return `names ${known} twice`;
    policy[known] = months;
  }
  return policy;
};
