import { isDecimal } from '@rapport/events';
import { currencyCheck } from './pyramid-params';
import { wholeCheck } from './signals/checks';
import { readParams, type ParamsRead } from './rule-params';

/** Parameters of a loyalty club that rewards tenure, bills and paying in time (domain.md, 4.6; telecom practice). */
export interface ClubParams {
  /** ISO 4217 code of the currency that bills are counted in. */
  readonly reportingCurrency: string;
  /** How much of a month's bill is one point. */
  readonly perPoint: number;
  /** Discount of the next month from a score on, in per cent; by rising score. */
  readonly discounts: readonly { readonly from: number; readonly percent: number }[];
  /** Level of the club from a lifetime spend on (a decimal text), by rising spend; the first one begins at 0. */
  readonly levels: readonly { readonly name: string; readonly from: string }[];
  /** True: a month that was paid late ends the tenure, and the next one begins anew. */
  readonly latenessResetsTenure: boolean;
  /** Points expire at the end of so many months after theirs; 0 = never. */
  readonly pointsLastMonths: number;
}

const ROWS_MAX = 50;
type Row = Readonly<Record<string, unknown>>;

const rowsOf = (value: unknown, names: readonly string[]): readonly Row[] | null =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= ROWS_MAX &&
  value.every((row) => typeof row === 'object' && row !== null && Object.keys(row).sort().join() === [...names].sort().join()) // prettier-ignore
    ? (value as readonly Row[])
    : null;

const rises = (numbers: readonly number[]): boolean =>
  numbers.every((one, nth) => nth === 0 || one > numbers[nth - 1]!);

const discountsCheck = (value: unknown): true | string => {
  const rows = rowsOf(value, ['from', 'percent']);
  const isGood = rows?.every(
    ({ from, percent }) =>
      Number.isInteger(from) && (from as number) >= 0 && typeof percent === 'number' && percent >= 0 && percent <= 100,
  );
  return (
    (rows !== null && isGood === true && rises(rows.map(({ from }) => from as number))) ||
    `discounts must be a list of 1 to ${ROWS_MAX}: from (whole, rising) and percent (0 to 100)`
  );
};

const levelsCheck = (value: unknown): true | string => {
  const rows = rowsOf(value, ['from', 'name']);
  const isGood = rows?.every(
    ({ from, name }) =>
      typeof from === 'string' && isDecimal(from) && typeof name === 'string' && name !== '' && name.length <= 60,
  );
  const names = new Set(rows?.map(({ name }) => name));
  const from = rows?.map((row) => Number(row['from'])) ?? [];
  return (
    (isGood === true && names.size === rows?.length && from[0] === 0 && rises(from)) ||
    `levels must be a list of 1 to ${ROWS_MAX}: name (different, 60 characters at most) and from (decimal text, rising, the first 0)`
  );
};

/** Reads parameters as somebody published them; what is left out is as in the default rule. Lists all faults. */
export const readClubParams = (
  params: Readonly<Record<string, unknown>>,
  reportingCurrency = 'EUR',
): ParamsRead<ClubParams> =>
  readParams<ClubParams>(
    {
      reportingCurrency,
      perPoint: 10,
      discounts: [
        { from: 12, percent: 2 },
        { from: 24, percent: 4 },
        { from: 48, percent: 6 },
        { from: 96, percent: 8 },
      ],
      levels: [
        { name: 'member', from: '0' },
        { name: 'silver', from: '500' },
        { name: 'gold', from: '2000' },
        { name: 'diamond', from: '10000' },
      ],
      latenessResetsTenure: false,
      pointsLastMonths: 0,
    },
    {
      reportingCurrency: currencyCheck,
      perPoint: (value) =>
        (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1_000_000) ||
        'perPoint must be a whole number from 1 to 1000000',
      discounts: discountsCheck,
      levels: levelsCheck,
      pointsLastMonths: wholeCheck('pointsLastMonths', 0, 1200),
      latenessResetsTenure: (value) => typeof value === 'boolean' || 'latenessResetsTenure must be true or false',
    },
    params,
  );
