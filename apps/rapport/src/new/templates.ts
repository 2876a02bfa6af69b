/** What a new projection is made of. */
export interface NewProjection {
  /** kebab-case. */
  readonly name: string;
  /** The question that it answers, in words. */
  readonly question: string;
  /** Event types that it handles. */
  readonly types: readonly string[];
}

const camel = (name: string): string => name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string): string => camel(`-${name}`);

/** The names that stand in the code: of the projection, its row, its table. */
export const namesOf = (name: string) => ({ one: camel(name), row: pascal(name), table: `${camel(name)}Table` });

const fold = ({ name, question, types }: NewProjection): string => {
  const { one, row } = namesOf(name);
  return `import type { CustomerProjection } from '@rapport/fold';

/** What there is to tell of one customer. */
export interface ${row} {
  /** How many events. */
  readonly events: number;
  /** When the latest of them happened; null = none yet. */
  readonly lastAt: string | null;
}

/** ${question} */
export const ${one}: CustomerProjection<${row}> = {
  name: '${name}',
  version: 1,
  scope: 'customer',
  // A late event makes the customer be folded anew. 'free' is for folds of which a property proves that order does not matter.
  order: 'occurred',
  initial: () => ({ events: 0, lastAt: null }),
  on: {
${types.map((type) => `    ${type}: (row, { occurredAt }) => ({ events: row.events + 1, lastAt: occurredAt }),`).join('\n')}
  },
};
`;
};

/** What the spec says until somebody has said what should come out. */
export const UNSAID = 'say here what row you expect of these events';

const spec = ({ name, types }: NewProjection): string => {
  const { one } = namesOf(name);
  const [type] = types;
  return `import { corrected, fact, given, retracted } from '@rapport/fold/given';
import { ${one} } from './fold';

const AT = '2026-03-01T10:00:00.000Z';
const first = fact('${type}', {}, { occurredAt: AT });
const late = fact('${type}', {}, { occurredAt: '2026-02-01T10:00:00.000Z' });

describe('${name}', () => {
  it('answers its question', () => {
    given(first, late)
      .when(${one})
      .then(() => {
        throw new Error('${UNSAID}');
      });
  });

  it('is of events as they are corrected, and without those that are retracted', () => {
    given(first, late, retracted(late)).when(${one}).then({ events: 1, lastAt: AT });
    given(late, corrected(late, { occurredAt: AT })).when(${one}).then({ events: 1, lastAt: AT });
  });

  it('is nothing at the beginning', () => {
    given().when(${one}).then(${one}.initial());
  });
});
`;
};

const table = ({ name }: NewProjection): string => {
  const names = namesOf(name);
  return `import { type Columns, rowTable, TIME } from '../row-table';
import { type ${names.row}, ${names.one} } from './fold';

const columns = {
  events: { type: 'int' },
  lastAt: { ...TIME, nullable: true },
} satisfies Columns<${names.row}>;

export const ${names.table} = rowTable(${names.one}, columns);
`;
};

const query = ({ name }: NewProjection): string => {
  const names = namesOf(name);
  return `import type { EntityManager } from 'typeorm';
import type { Keyed } from '../row-table';
import type { ${names.row} } from './fold';
import { ${names.table} } from './table';

/** Rows of these customers, in no particular order; unknown ones are left out. */
export const ${names.one}Of = (db: EntityManager, ids: readonly string[]): Promise<Keyed<${names.row}>[]> =>
  db
    .createQueryBuilder(${names.table}, 'r')
    .where('r.key = any(:ids::uuid[])', { ids: [...new Set(ids)] })
    .getMany();
`;
};

/** The four files, by name. */
export const filesOf = (of: NewProjection): Readonly<Record<string, string>> => ({
  'fold.ts': fold(of),
  'fold.spec.ts': spec(of),
  'table.ts': table(of),
  'query.ts': query(of),
});
