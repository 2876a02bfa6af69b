import type { EntityManager, EntitySchema } from 'typeorm';
import { tablePathOf } from '../row-table';
import { type Bucket, bucketIn } from '../zone-buckets';
import { interactionVolumeTable } from './table';

/** What volumes can be split and filtered by. */
export const VOLUME_PARTS = ['channel', 'type', 'source', 'outcome'] as const;
export type VolumePart = (typeof VOLUME_PARTS)[number];

export interface VolumeQuestion {
  readonly by: Bucket;
  /** IANA name of the zone whose hours and days are counted. */
  readonly zone: string;
  /** At or after, before: moments at quarters of an hour, UTC. */
  readonly from?: string;
  readonly to?: string;
  readonly only: Partial<Readonly<Record<VolumePart, readonly string[]>>>;
  readonly split: readonly VolumePart[];
}

/** One bucket, and the values of the parts that were asked for. */
export type VolumeCount = Partial<Readonly<Record<VolumePart, string>>> & {
  readonly at: string;
  readonly count: number;
};

interface QuarterRow extends Partial<Readonly<Record<VolumePart, string>>> {
  readonly day: string;
  readonly quarter: number;
  readonly count: number;
}

const QUARTER_MS = 15 * 60_000;
const quarterOf = (instant: string): number => (Date.parse(instant) % 86_400_000) / QUARTER_MS;

const conditions = ({ from, to, only }: VolumeQuestion): readonly (readonly [string, unknown])[] => [
  ...(from ? [['v.day >= ?', from.slice(0, 10)] as const] : []),
  ...(to ? [['v.day <= ?', to.slice(0, 10)] as const] : []),
  ...(from ? [['(v.day, q.key::int) >= (?)', [from.slice(0, 10), quarterOf(from)]] as const] : []),
  ...(to ? [['(v.day, q.key::int) < (?)', [to.slice(0, 10), quarterOf(to)]] as const] : []),
  ...VOLUME_PARTS.flatMap((part) => (only[part] ? [[`v.${part} = any(?::text[])`, only[part]] as const] : [])),
];

/** Numbers the places of parameters; a pair stands for two. */
const numbered = (all: readonly (readonly [string, unknown])[]): { where: string; values: unknown[] } => {
  const values: unknown[] = [];
  const texts = all.map(([text, value]) => {
    if (!text.includes('(?)')) return text.replace('?', `$${values.push(value)}`);
    const [day, quarter] = value as [string, number];
    return text.replace('?', `$${values.push(day)}::text collate "C", $${values.push(quarter)}::int`);
  });
  return { where: texts.length > 0 ? `where ${texts.join(' and ')}` : '', values };
};

/** How much came, by local hour, day or month, in the order of time; buckets in which nothing came are left out. @param table one of the past in place of the live one */
export const volumeOf = async (
  db: EntityManager,
  question: VolumeQuestion,
  table: EntitySchema<any> = interactionVolumeTable,
): Promise<readonly VolumeCount[]> => {
  const { where, values } = numbered(conditions(question));
  const parts = VOLUME_PARTS.filter((part) => question.split.includes(part));
  const fields = ['v.day', 'q.key::int', ...parts.map((part) => `v.${part}`)];
  const rows = await db.query<QuarterRow[]>(
    `select v.day, q.key::int as quarter, ${parts.map((part) => `v.${part}, `).join('')}sum(q.value::int)::float8 as count
     from ${tablePathOf(table)} v cross join lateral jsonb_each_text(v.counts) q ${where}
     group by ${fields.join(', ')} order by ${fields.join(', ')}`,
    values,
  );
  return added(rows, parts, bucketIn(question.zone, question.by));
};

const added = (
  rows: readonly QuarterRow[],
  parts: readonly VolumePart[],
  bucketOf: (day: string, quarter: number) => string,
): readonly VolumeCount[] => {
  const counts = new Map<string, VolumeCount>();
  for (const row of rows) {
    const at = bucketOf(row.day, row.quarter);
    const values = parts.map((part) => [part, row[part]!] as const);
    const key = JSON.stringify([at, ...values]);
    const count = (counts.get(key)?.count ?? 0) + row.count;
    counts.set(key, { at, ...Object.fromEntries(values), count });
  }
  return [...counts.values()].filter(({ count }) => count !== 0);
};
