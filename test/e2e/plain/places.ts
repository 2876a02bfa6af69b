import { type Item, own, valueOf } from './conditions';

export const DAY_MS = 86_400_000;
const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10);
const formats = new Map<string, Intl.DateTimeFormat>();
const localDay = (at: string, zone: string): string => {
  const made = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  formats.set(zone, made);
  return made.format(new Date(at));
};
const monday = (day: string): string => dayText(Date.parse(day) - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS);
const CUT: Record<string, (day: string) => string> = { day: (d) => d, week: monday, month: (d) => d.slice(0, 7), year: (d) => d.slice(0, 4) }; // prettier-ignore

/** Rows are found again by a part: it is short, and something that can be written down. */
const short = (value: unknown): unknown =>
  typeof value === 'string' ? value.slice(0, 200).replaceAll('\0', '\ufffd').toWellFormed() : (value ?? null);
/** Name and value of a part of what rows are told apart by. */
export const partOf = (part: any, item: Item): [name: string, value: unknown] => {
  if (part === 'customer' || part.field === 'customer') return [part.as ?? 'customer', item.event.customer];
  if (typeof part === 'string') return [part.split('.').at(-1)!, short(valueOf(item, part))];
  if (part.field) return [part.as ?? part.field.split('.').at(-1), short(valueOf(item, part.field))];
  if (part.trait) return [part.as ?? part.trait, short(own(item.event.traits, part.trait))];
  const stretch = Object.keys(CUT).find((one) => one in part)!;
  return [part.as ?? stretch, CUT[stretch]!(localDay(item.event.occurredAt, part[stretch]))];
};
