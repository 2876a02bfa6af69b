import { piecesOf, TIME_TOKENS } from './time-tokens';

const NAMES: Readonly<Record<string, string>> = { shortYear: 'year', halfDayHour: 'hour', ms: 'fraction of a second' };

/** What another part makes no sense without, and what is said then. */
const NEEDS: readonly (readonly [part: string, needed: string, fault: string])[] = [
  ['day', 'month', 'has days but no month (MM; mm are minutes)'],
  ['minute', 'hour', 'has minutes but no hour (mm; MM are months)'],
  ['second', 'minute', 'has seconds but no minutes'],
  [
    'halfDayHour',
    'afternoon',
    'has hours of half a day (hh) without a, the sign for AM or PM; HH are those of a whole one',
  ],
];

/**
 * Why a pattern would read times wrongly, or none at all: letters that are no signs (`YYYY`, `Z`), a part that is there twice
 * (`HH:MM`) or is missing (`yyyy-mm-dd`). Such a mistake would move every event of a file without a word.
 */
export const patternFaults = (pattern: string): readonly string[] => {
  const pieces = piecesOf(pattern);
  const parts = pieces.flatMap((piece) => ('token' in piece ? [piece.token.part] : []));
  const names = parts.map((part) => NAMES[part] ?? part);
  const unknown = pieces.flatMap((piece) => ('unknown' in piece ? [piece.unknown] : []));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...unknown.map((letters) => `has ${letters}, which is none of ${TIME_TOKENS.join(' ')}; letters that stand there as they are need quotes: 'Uhr'`), // prettier-ignore
    ...twice.map((name) => `says the ${name} twice`),
    ...(names.includes('year') ? [] : ['has no year']),
    ...NEEDS.flatMap(([part, needed, fault]) => (parts.includes(part) && ![...names, ...parts].includes(needed) ? [fault] : [])), // prettier-ignore
  ];
};
