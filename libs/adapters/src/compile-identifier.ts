import { normaliseIdentifier } from '@rapport/events';
import { compileCondition } from './compile-condition';
import { compileValue } from './compile-value';
import { RowFault } from './fault';
import type { Place } from './place';
import type { Row } from './row';
import { asText } from './value';

/** An identifier as a mapping gives it. */
export interface MappedIdentifier {
  type: string;
  value: string;
  issuer?: string;
}

const ANY_NAMESPACE = 'any';

/**
 * Compiles `{type: "phone", value: "{Phone}", issuer, country: "DE", try: true, when}`. `country` reads national phone numbers here
 * and not by what the source is registered with; `try` leaves out what is no identifier, so that its event is not refused for it.
 */
export const compileIdentifier = (spec: unknown, place: Place): ((row: Row) => MappedIdentifier | null) => {
  const members = place.members(spec, ['type', 'value', 'issuer', 'country', 'try', 'when']);
  const type = place.in('type').text(members['type']);
  const holds = members['when'] === undefined ? null : compileCondition(members['when'], place.in('when'));
  const read = compileValue(members['value'], place.in('value'));
  const from = members['issuer'] === undefined ? null : compileValue(members['issuer'], place.in('issuer'));
  const home = members['country'] === undefined ? null : compileValue(members['country'], place.in('country'));
  const optional = members['try'] ?? false;
  if (typeof optional !== 'boolean') place.in('try').fault('must be true or false');
  const normal = (made: MappedIdentifier, row: Row): MappedIdentifier | null => {
    const country = home ? asText(home(row)).toUpperCase() : '';
    const found = normaliseIdentifier(made, { namespace: ANY_NAMESPACE, ...(country && { country }) });
    if (found.ok) return type === 'phone' ? { type, value: found.identifier.value } : made;
    // Without a country here the instance may know the one of the source.
    if (found.code === 'country-needed' && country === '') return made;
    if (optional) return null;
    throw new RowFault(`${place.path}: ${found.detail}`);
  };
  return (row) => {
    if (holds && !holds(row)) return null;
    const value = asText(read(row));
    if (value === '') return null;
    const made = from ? { type, value, issuer: asText(from(row)) } : { type, value };
    return home || optional ? normal(made, row) : made;
  };
};
