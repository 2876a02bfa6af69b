import type { EntitySchemaColumnOptions, EntitySchemaIndexOptions } from 'typeorm';
import { TIME } from './row-table';

export const text = { type: 'text', collation: 'C' } as const satisfies EntitySchemaColumnOptions;
export const textOrNull = { ...text, nullable: true } as const;
export const intOrNull = { type: 'int', nullable: true } as const;
export const measureOrNull = { type: 'double precision', nullable: true } as const;
export const exactOrNull = { type: 'numeric', nullable: true } as const;

/** The columns that every decision about a customer has, in front of its own and behind them. */
export const HEAD = {
  kind: text,
  customer: { type: 'uuid' },
  rule: text,
  version: intOrNull,
  run: { type: 'uuid' },
  date: TIME,
} as const;
export const TAIL = { recordedAt: TIME, position: text } as const;

/** One index finds the last decision about each customer of a rule, the other those about one customer. */
export const decisionIndices = (table: string): readonly EntitySchemaIndexOptions[] => [
  { name: `${table}_by_rule`, columns: ['rule', 'customer', 'date', 'position', 'run', 'key'] },
  { name: `${table}_by_customer`, columns: ['customer', 'position'] },
];
