import { type Condition, compileCondition } from './compile-condition';
import { compileTime } from './compile-time';
import { compileFields, compileValue } from './compile-value';
import { RowFault } from './fault';
import { compileIdentifier } from './compile-identifier';
import type { Grouping } from './grouping';
import { compileGrouping } from './grouping';
import { compileItems } from './item-scope';
import type { Place } from './place';
import type { Row } from './row';
import { asText, type Value } from './value';

/** A native interaction as far as a row tells it; a missing `id` is given by the line. */
export interface MappedInteraction {
  id?: string;
  source: string;
  channel: string;
  type: string;
  occurredAt: string;
  identifiers: { type: string; value: string; issuer?: string }[];
  data: Record<string, unknown>;
  context?: Record<string, unknown>;
  correlationId?: string;
  /** Imports are history: no policy fires on them. */
  historical: true;
  /** File and line, for the quarantine; not part of what the interaction says. */
  carriedBy: string;
}

/** One kind of event that rows become. */
export interface EventMapper {
  readonly applies: Condition;
  readonly grouping: Grouping | null;
  /** The event that a row begins. @throws RowFault */
  readonly build: (row: Row) => MappedInteraction;
  /** All events that a row becomes without others: one at most, or one for each item of its list. @throws RowFault */
  readonly made: (row: Row) => readonly MadeEvent[];
}

/** An event, and the number of the item that it is made of; 0 where it is made of the row. */
export interface MadeEvent {
  readonly made: MappedInteraction;
  readonly item: number;
}

const KNOWN = ['when', 'type', 'channel', 'source', 'id', 'occurredAt', 'identifiers', 'data', 'context'];

/** A text that every event must have. */
const needed = (name: string, spec: unknown, fallback: unknown, place: Place): ((row: Row) => string) => {
  const value = compileValue(spec ?? fallback, place.in(name));
  return (row) => {
    const text = asText(value(row));
    if (text === '') throw new RowFault(`${name} is empty`);
    return text;
  };
};

const optional = (spec: unknown, place: Place): Value | null => (spec === undefined ? null : compileValue(spec, place));

/** `each: "{refunds}"`, or `each: {of: "{refunds}", as: "refund"}`. */
const listIn = (each: unknown, place: Place): [of: unknown, as: unknown, where: Place] => {
  const at = place.in('each');
  if (typeof each === 'string') return [each, undefined, at];
  const { of, as } = at.members(each, ['of', 'as']);
  return [of, as, at.in('of')];
};

/** Compiles one entry of `events`. `defaults` are the mapping's own source and channel. */
export const compileEvent = (
  spec: unknown,
  at: Place,
  defaults: { readonly source?: unknown; readonly channel?: unknown },
): EventMapper => {
  const members = at.members(spec, [...KNOWN, 'correlationId', 'group', 'each']);
  const items = members['each'] === undefined ? null : compileItems<MadeEvent | null>(...listIn(members['each'], at));
  const place = items ? at.within(items.columns) : at;
  const source = needed('source', members['source'], defaults.source, place);
  const channel = needed('channel', members['channel'], defaults.channel, place);
  const type = needed('type', members['type'], undefined, place);
  if (members['occurredAt'] === undefined) place.in('occurredAt').fault('is missing: every event has its time');
  const moment = compileTime(members['occurredAt'] ?? '-', place.in('occurredAt'), compileValue);
  const id = optional(members['id'], place.in('id'));
  const correlation = optional(members['correlationId'], place.in('correlationId'));
  const data = compileFields(members['data'] ?? {}, place.in('data'));
  const context = members['context'] === undefined ? null : compileFields(members['context'], place.in('context'));
  const identifiers = place
    .in('identifiers')
    .items(members['identifiers'] ?? [])
    .map(([one, where]) => compileIdentifier(one, where));
  const applies = members['when'] === undefined ? () => true : compileCondition(members['when'], place.in('when'));
  const grouping = members['group'] === undefined ? null : compileGrouping(members['group'], place.in('group'));
  if (grouping && items)
    place.in('each').fault('cannot be had with a group: lines belong together, or items are apart');
  if (grouping && !id) place.in('id').fault('is missing: a group of lines needs an id of its own');

  const build = (row: Row): MappedInteraction => {
    const at = moment(row);
    if (at === null) throw new RowFault('occurredAt is empty');
    const made: MappedInteraction = {
      source: source(row),
      channel: channel(row),
      type: type(row),
      occurredAt: new Date(at).toISOString(),
      identifiers: [],
      data: data(row),
      historical: true,
      carriedBy: '',
    };
    for (const identifier of identifiers) {
      const one = identifier(row);
      if (one) made.identifiers.push(one);
    }
    const around = context?.(row);
    if (around && Object.keys(around).length > 0) made.context = around;
    const own = id ? asText(id(row)) : '';
    if (own !== '') made.id = own;
    else if (grouping) throw new RowFault('id is empty');
    const related = correlation ? asText(correlation(row)) : '';
    if (related !== '') made.correlationId = related;
    return made;
  };
  const one = (row: Row): MadeEvent | null => (applies(row) ? { made: build(row), item: place.line.item } : null);
  const made = (row: Row): readonly MadeEvent[] =>
    (items ? items.map(row, () => one(row)) : [one(row)]).filter((event) => event !== null);
  return { applies, grouping, build, made };
};
