import { TIME_OPTIONS, compileDay, compileTime } from './compile-time';
import { decimalText } from './decimal-text';
import { RowFault } from './fault';
import { numberFault } from './numbers-kept';
import type { Place } from './place';
import { type Compile, type Operator, type Value, asText } from './value';

const PLAIN = { point: '.', group: '' };

const textOf = (name: string, members: Readonly<Record<string, unknown>>, place: Place, compile: Compile) => {
  const value = compile(members[name], place.in(name));
  return (row: Parameters<Value>[0]): string => asText(value(row));
};

/** `{number: "{Age}"}`: a JSON number, for what is measured or counted; never for money. */
const number: Operator = (members, place, compile) => {
  const text = textOf('number', members, place, compile);
  return (row) => {
    const written = text(row);
    if (written === '') return undefined;
    const decimal = decimalText(written, PLAIN);
    if (decimal === null) throw new RowFault(`${place.path} is no number`);
    const value = Number(decimal);
    const fault = numberFault(value);
    if (fault !== null) throw new RowFault(`${place.path} ${fault}`);
    return value;
  };
};

const words = (spec: unknown, fallback: readonly string[], place: Place): ReadonlySet<string> => {
  if (spec === undefined) return new Set(fallback);
  return new Set(place.items(spec, 1).map(([one]) => String(one).toLowerCase()));
};

/** `{flag: "{Subscriber}", yes: ["Yes"], no: ["No"]}`: true or false. */
const flag: Operator = (members, place, compile) => {
  const text = textOf('flag', members, place, compile);
  const yes = words(members['yes'], ['yes', 'y', 'true', '1'], place.in('yes'));
  const no = words(members['no'], ['no', 'n', 'false', '0'], place.in('no'));
  return (row) => {
    const word = text(row).toLowerCase();
    if (yes.has(word)) return true;
    if (no.has(word)) return false;
    if (word === '') return undefined;
    throw new RowFault(`${place.path} is neither yes nor no`);
  };
};

const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Signs that zeros may fill up to. */
const PAD_MAX = 40;

const SHAPES: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  slug: slugOf,
};

/** `{text: "{Zip}", as: "lower" | "upper" | "slug", cut: 200, pad: 5}`: a text in another shape. */
const text: Operator = (members, place, compile) => {
  const inner = textOf('text', members, place, compile);
  const { as, cut, pad } = members;
  if (as !== undefined) place.in('as').word(as, Object.keys(SHAPES));
  if (cut !== undefined && !(Number.isInteger(cut) && Number(cut) > 0)) place.in('cut').fault('must be a whole number');
  if (pad !== undefined && !(Number.isInteger(pad) && Number(pad) > 0 && Number(pad) <= PAD_MAX))
    place.in('pad').fault(`must be 1 to ${PAD_MAX} signs`);
  const shape = SHAPES[String(as)] ?? ((written: string) => written);
  return (row) => {
    const written = inner(row);
    const shaped = shape(written === '' || pad === undefined ? written : written.padStart(Number(pad), '0'));
    return cut === undefined ? shaped : shaped.slice(0, Number(cut)).toWellFormed().trimEnd();
  };
};

/** `{join: ["{Street}", "{Number}"], with: " "}`: the parts that are there. */
const join: Operator = (members, place, compile) => {
  const parts = place.in('join').items(members['join'], 1).map(([spec, at]) => compile(spec, at)); // prettier-ignore
  const between = typeof members['with'] === 'string' ? members['with'] : ' ';
  return (row) =>
    parts
      .map((part) => asText(part(row)))
      .filter((one) => one !== '')
      .join(between);
};

/** `{time: "{Due}", format: "…", zone: "…"}` as a time specification: what is written stands under `of` there. */
const asTime = ({ time: of, day: written, ...options }: Readonly<Record<string, unknown>>): object => ({
  ...options,
  of: of ?? written,
});

const time: Operator = (members, place, compile) => {
  const moment = compileTime(asTime(members), place, compile);
  return (row) => {
    const ms = moment(row);
    return ms === null ? undefined : new Date(ms).toISOString();
  };
};

const day: Operator = (members, place, compile) => compileDay(asTime(members), place, compile);

/** The kinds that a payload's fields have. */
export const KINDS: Readonly<Record<string, { readonly options: readonly string[]; readonly operator: Operator }>> = {
  number: { options: [], operator: number },
  flag: { options: ['yes', 'no'], operator: flag },
  text: { options: ['as', 'cut', 'pad'], operator: text },
  join: { options: ['with'], operator: join },
  time: { options: TIME_OPTIONS, operator: time },
  day: { options: ['format', 'centuryFrom', 'language'], operator: day },
};
