import { isZone } from '@rapport/events';
import { AS_OF_PARAMETERS } from '../as-of';
import { day, instant, invalid, list, oneOf } from '@rapport/edge';
import {
  BUCKETS,
  COMPANY_ZONE,
  dayStartIn,
  VOLUME_PARTS,
  type VolumePart,
  type VolumeQuestion,
} from '@rapport/projections';

export const VOLUME_PARAMETERS = [
  'by',
  'zone',
  'split',
  ...VOLUME_PARTS,
  'from',
  'to',
  'minPosition',
  ...AS_OF_PARAMETERS,
] as const;
export type VolumeParameters = Partial<Record<(typeof VOLUME_PARAMETERS)[number], string>>;

const QUARTER_MS = 15 * 60_000;
/** Hours of more than about two years at once are more than anybody reads. */
const HOURS_MAX = 20_000;

const zoneOf = (given: string | undefined): string => {
  if (given === undefined) return COMPANY_ZONE;
  if (isZone(given)) return given;
  throw invalid('zone must be an IANA time zone, such as Asia/Shanghai');
};

/** A bound: a local day begins where the zone's clock says, a moment must be where counts are cut. */
const bound = (name: string, value: string | undefined, zone: string): string | undefined => {
  if (value === undefined) return undefined;
  if (!value.includes('T')) return dayStartIn(zone, day(name, value)!);
  const moment = instant(name, value)!;
  if (Date.parse(moment) % QUARTER_MS === 0) return moment;
  throw invalid(`${name} must be a day, or a moment at a quarter of an hour`);
};

const splitOf = (given: string | undefined): readonly VolumePart[] =>
  (list(given) ?? []).map((part) => oneOf('split', part, VOLUME_PARTS)!);

/** What is asked for. @throws Problem 400 */
export const volumeQuestion = (given: VolumeParameters): VolumeQuestion => {
  const zone = zoneOf(given.zone);
  const by = oneOf('by', given.by, BUCKETS) ?? 'day';
  const [from, to] = [bound('from', given.from, zone), bound('to', given.to, zone)];
  if (from !== undefined && to !== undefined && from >= to) throw invalid('from must be before to');
  if (by === 'hour' && !(from && to && Date.parse(to) - Date.parse(from) <= HOURS_MAX * 3_600_000)) {
    throw invalid(`by=hour needs from and to, at most ${HOURS_MAX} hours apart`);
  }
  const only = Object.fromEntries(
    VOLUME_PARTS.flatMap((part) => (given[part] === undefined ? [] : [[part, list(given[part])] as const])),
  );
  return { by, zone, only, split: splitOf(given.split), ...(from && { from }), ...(to && { to }) };
};
