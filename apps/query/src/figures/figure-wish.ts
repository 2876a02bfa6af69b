import { instant, invalid, Problem } from '@rapport/edge';
import { allRuleVersions } from '@rapport/projections';
import {
  allDefinitions,
  builtProjections,
  documentFaults,
  type Fault,
  faultsShown,
  questionRuleFaults,
  soundQuestion,
  stretchFaults,
  type FigureQuestion,
} from '@rapport/read-db';
import type { QueryParts } from '../parts';

/** What a request asks to be frozen. */
export interface FigureWish {
  readonly name: string;
  readonly question: FigureQuestion;
  /** At most one of them; neither: now. */
  readonly position: string | undefined;
  readonly asOfRecorded: string | undefined;
}

const MEMBERS = ['name', 'projection', 'version', 'definition', 'where', 'from', 'to', 'position', 'asOfRecorded'];
const NAME = /^[^\p{Cc}\p{Cs}]{1,200}$/u;
const VALUES_MAX = 200;

type Given = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Given => typeof value === 'object' && value !== null && !Array.isArray(value); // prettier-ignore

const textOf = (given: Given, name: string): string | undefined => {
  const value = given[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !NAME.test(value)) throw invalid(`${name} must be a text of one line, at most 200 characters`); // prettier-ignore
  return value;
};

const whereOf = (given: unknown): FigureQuestion['where'] => {
  if (given === undefined) return {};
  const isWhere =
    isObject(given) &&
    Object.values(given).every((among) => Array.isArray(among) && among.length > 0 && among.length <= VALUES_MAX && among.every((value) => typeof value === 'string')); // prettier-ignore
  if (!isWhere) throw invalid(`where must be an object: for each part of the rows a list of 1 to ${VALUES_MAX} texts`);
  return given as FigureQuestion['where'];
};

/** The version that is meant: the one that was named, dropped or not, else the one that serves, else the newest that is kept. */
const describedOf = async ({ pool }: Pick<QueryParts, 'pool'>, name: string, version: number | undefined) => {
  const all = (await allDefinitions(pool)).filter((one) => one.name === name);
  const serving = async () => (await builtProjections(pool)).find(({ projection }) => projection.name === name)?.described; // prettier-ignore
  const found =
    version === undefined
      ? ((await serving()) ?? all.find(({ droppedAt }) => droppedAt === null))
      : all.find((one) => one.version === version);
  if (!found) throw new Problem(404, 'not-found', 'nobody described a projection of this name and version');
  return found;
};

const faulty = (all: readonly Fault[]): Problem => {
  const { detail, faults } = faultsShown(all);
  return new Problem(422, 'figure', detail, { faults });
};

/** Reads what is to be frozen. @throws Problem 400, 404, 422 with every fault and its place */
export const figureWish = async (parts: Pick<QueryParts, 'pool' | 'db'>, body: unknown): Promise<FigureWish> => {
  if (!isObject(body)) throw invalid(`the body must be an object with ${MEMBERS.join(', ')}`);
  const strange = Object.keys(body).find((name) => !MEMBERS.includes(name));
  if (strange !== undefined) throw invalid(`the body may have ${MEMBERS.join(', ')}, and nothing else`);
  const [name, projection] = [textOf(body, 'name'), textOf(body, 'projection')];
  const { version, definition } = body;
  if (name === undefined) throw invalid('name is missing: what people call the figure');
  if ((projection === undefined) === (definition === undefined)) throw invalid('give either projection, a name, or definition, a description'); // prettier-ignore
  if (version !== undefined && (projection === undefined || !Number.isInteger(version) || (version as number) < 1)) throw invalid('version must be a whole number from 1, beside projection'); // prettier-ignore
  if (definition !== undefined && !isObject(definition)) throw invalid('definition must be a description of a projection'); // prettier-ignore
  const unkept = documentFaults(definition ?? {});
  if (unkept.length > 0) throw faulty(unkept.map(({ at, message }) => ({ at: `/definition${at}`, message })));
  const [from, to] = [textOf(body, 'from'), textOf(body, 'to')];
  const [position, moment] = [textOf(body, 'position'), textOf(body, 'asOfRecorded')];
  if (position !== undefined && moment !== undefined) throw invalid('give position or asOfRecorded, not both');
  const described = projection === undefined ? undefined : await describedOf(parts, projection, version as number | undefined); // prettier-ignore
  const question: FigureQuestion = {
    projection: described?.name ?? String((definition as Given)['name']),
    version: described?.version ?? null,
    definition: described?.definition ?? (definition as Given),
    where: whereOf(body['where']),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
  const reading = soundQuestion(question);
  if (!reading.ok) throw faulty(reading.faults);
  const wrong = stretchFaults(question, reading.sound.compiled.grouping.parts);
  if (wrong.length > 0) throw faulty(wrong);
  const kinds = reading.sound.compiled.rules.size === 0 ? [] : (await allRuleVersions(parts.db.manager)).map(({ rule, kind }) => [rule, kind] as const); // prettier-ignore
  const unknown = questionRuleFaults(reading.sound, new Map(kinds));
  if (unknown.length > 0) throw faulty(unknown);
  return { name, question, position, asOfRecorded: instant('asOfRecorded', moment) };
};
