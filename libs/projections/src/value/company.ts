import { isZone } from '@rapport/events';
import { valueIn } from './fold';
import { valueTableOf } from './table';

/** RAPPORT_ZONE, whose days the company counts; UTC when it is unset or no zone, which the configuration refuses to start with. */
export const companyZoneOf = (env: Readonly<Record<string, string | undefined>>): string => {
  const zone = env['RAPPORT_ZONE']?.trim() ?? '';
  return zone !== '' && isZone(zone) ? zone : 'UTC';
};

export const COMPANY_ZONE = companyZoneOf(process.env);

/** `value` by the days of the company's zone; another zone is another version, with a table of its own. */
export const value = valueIn(COMPANY_ZONE);
export const valueTable = valueTableOf(value);
