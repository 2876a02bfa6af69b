import type { EntityManager } from 'typeorm';
import { type Page, cursorAfter, pageOf, readCursor, within } from '../cursor';
import type { UpTo } from '../rule-runs/query';
import type { RuleModel } from './fold';
import { modelsTable } from './table';

const MODELS_MAX = 200;

/** Models of a rule, fitted and judged, the newest first. @throws BadCursor */
export const modelsOf = async (
  db: EntityManager,
  rule: string,
  { position }: UpTo,
  cursor: string | null = null,
  limit?: number,
): Promise<Page<RuleModel>> => {
  const size = within(limit, 50, MODELS_MAX);
  const list = `models ${rule}`;
  const query = db
    .createQueryBuilder(modelsTable, 'm')
    .where('m.rule = :rule and m.position <= :position', { rule, position })
    .orderBy('m.position', 'DESC')
    .limit(size + 1);
  if (cursor !== null) query.andWhere('m.position < :before', { before: readCursor(list, cursor).value });
  return pageOf(await query.getMany(), size, (row) => cursorAfter(list, row.position, row.key));
};
