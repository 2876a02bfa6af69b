import type { Sql } from '@rapport/postgres';
import type { Close } from './close';
import { PackedStandings } from './packed-standings';
import { Roll } from './roll';
import type { RuleKind } from './rule';
import { standingsAsOf } from './standings';

/** How everybody stood under a rule after the close of `date`. */
export interface Remembered<Kept> {
  readonly date: string;
  readonly kept: ReadonlyMap<string, Kept>;
}

/** How everybody stood after the close before: remembered, or as the decisions up to there say. */
export const previousOf = async <Kept>(
  sql: Sql,
  rule: string,
  { previousDate, zone }: Close,
  kind: RuleKind<Kept>,
  remembered: Remembered<Kept> | undefined,
  roll = new Roll(),
): Promise<ReadonlyMap<string, Kept>> => {
  if (previousDate === null) return new Map();
  if (remembered?.date === previousDate) return remembered.kept;
  const standings = new PackedStandings<Kept>(roll);
  for await (const [customer, standing] of standingsAsOf(sql, rule, zone, previousDate)) {
    standings.set(customer, kind.kept(standing));
  }
  return standings;
};
