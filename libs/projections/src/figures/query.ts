import type { EntityManager } from 'typeorm';
import type { Keyed } from '../row-table';
import type { Figure } from './fold';
import { figuresTable } from './table';

/** A figure without its answer, for lists. */
export type ListedFigure = Omit<Keyed<Figure>, 'answer'>;

const LISTED = ['key', 'name', 'question', 'upTo', 'lastEvent', 'sha256', 'by', 'frozenAt', 'position', 'checks', 'checkCount']; // prettier-ignore

/** The newest figures, newest first; before a position when one is given. */
export const listFigures = (
  db: EntityManager,
  limit: number,
  before: string | null,
): Promise<readonly ListedFigure[]> => {
  const query = db.createQueryBuilder(figuresTable, 'f').select(LISTED.map((field) => `f.${field}`));
  if (before !== null) query.where('f.position < :before', { before });
  return query.orderBy('f.position', 'DESC').limit(limit).getMany();
};

/** One figure; null when nobody froze one of this id. */
export const findFigure = (db: EntityManager, key: string): Promise<Keyed<Figure> | null> =>
  db.getRepository(figuresTable).findOneBy({ key });
