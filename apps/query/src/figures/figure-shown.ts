import type { Role } from '@rapport/edge';
import type { Figure, FigureCheck, Keyed, ListedFigure } from '@rapport/projections';
import { soundQuestion, type FigureJob, type FigureQuestion } from '@rapport/read-db';
import type { QueryParts } from '../parts';

/** Roles that see rows of customers; the others see what a figure is and how it was found. */
const SEES_CUSTOMERS: readonly Role[] = ['analyst', 'integrator', 'admin'];

/** How far something is that is asked about a figure. */
const jobView = ({ id, state, events, total, fault, askedAt, askedBy }: FigureJob): object => ({
  ...{ id, state, events, total, fault, by: askedBy, askedAt },
});

/** A freezing that is under way or came to nothing. */
export const jobShown = (job: FigureJob): object => ({
  ...{ name: job.name, question: job.question, upTo: job.upTo },
  ...jobView(job),
});

const checkView = ({ check, ...found }: FigureCheck): object => ({ id: check, state: 'done', ...found });

/** A figure for lists: what was asked, and how it was found when it was asked again last. */
export const figureListed = ({ key, checks, checkCount, lastEvent: _, ...figure }: ListedFigure): object => ({
  ...{ id: key, state: 'frozen', ...figure, checkCount },
  lastCheck: checks[0] ? checkView(checks[0]) : null,
});

/** Whether rows of a figure are of customers, one by one. */
const ofCustomers = (question: Figure['question']): string | null => {
  const reading = soundQuestion(question as unknown as FigureQuestion);
  return reading.ok ? reading.sound.compiled.customer : null;
};

/** True when the role may see the rows. */
export const maySee = (role: Role, { question }: Pick<Figure, 'question'>): boolean =>
  SEES_CUSTOMERS.includes(role) || ofCustomers(question) === null;

/**
 * A figure with its rows, every check, and whether somebody in it was erased since. The rows stay: they are ids that lead to nobody any
 * more and figures of fields that were never personal.
 */
export const figureShown = async (
  { vault }: Pick<QueryParts, 'vault'>,
  { key, answer, checks, ...figure }: Keyed<Figure>,
  jobs: readonly FigureJob[],
  role: Role,
): Promise<object> => {
  const { rows } = JSON.parse(answer) as { readonly rows: readonly Readonly<Record<string, unknown>>[] };
  const whose = ofCustomers(figure.question);
  const customers = whose === null ? [] : [...new Set(rows.map((row) => String(row[whose])))];
  const erased = customers.length === 0 ? 0 : (await vault.erased(customers)).size;
  const told = new Set(checks.map(({ check }) => check));
  const underWay = jobs.filter(({ kind, id }) => kind === 'check' && !told.has(id));
  return {
    ...{ id: key, state: 'frozen', ...figure, bytes: Buffer.byteLength(answer) },
    personal: whose === null ? null : { customers: customers.length, erased },
    rows: maySee(role, figure) ? rows : null,
    checks: [...underWay.map(jobView), ...checks.map(checkView)],
  };
};
