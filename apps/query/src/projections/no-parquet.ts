import { Problem } from '@rapport/edge';

const PARQUET = 'application/vnd.apache.parquet';
const typesOf = (accept: string): readonly string[] => accept.split(',').map((part) => part.split(';')[0]!.trim().toLowerCase()); // prettier-ignore

/**
 * Rows are not given out as Parquet: that is written where the file is to be, by the command. Who names other forms beside it
 * gets one of those.
 * @throws Problem 406
 */
export const refuseParquet = (name: string, query: unknown, accept: string | undefined): void => {
  const isOnlyForm = accept !== undefined && typesOf(accept).every((type) => type === PARQUET);
  if ((query as { readonly format?: unknown } | undefined)?.format !== 'parquet' && !isOnlyForm) return;
  throw new Problem(
    406,
    'not-acceptable',
    `rows are given as JSON or CSV; "rapport export ${name} --format parquet --out ${name}.parquet" writes Parquet`,
  );
};
