import { instant, invalid } from '@rapport/edge';
import { asOfOf, type AsOf } from '../as-of';

const MEMBERS = ['projection', 'asOfRecorded', 'asOfOccurred'];

/** What somebody asks for: a projection by its name, as of moments. */
export interface PastAsked {
  readonly name: string;
  readonly asOf: AsOf;
}

const textOf = (body: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`${name} must be text`);
};

/** Reads the body. @throws Problem 400 */
export const pastAsked = (body: unknown): PastAsked => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid(`the body must be an object with ${MEMBERS.join(', ')}`);
  if (Object.keys(body).some((name) => !MEMBERS.includes(name)))
    throw invalid(`the body may have ${MEMBERS.join(', ')}, and nothing else`);
  const given = body as Readonly<Record<string, unknown>>;
  const [name, recorded, occurred] = MEMBERS.map((member) => textOf(given, member));
  if (name === undefined) throw invalid('projection is missing: the name of one');
  const asOf = asOfOf({
    ...(recorded !== undefined && { asOfRecorded: instant('asOfRecorded', recorded)! }),
    ...(occurred !== undefined && { asOfOccurred: instant('asOfOccurred', occurred)! }),
  });
  if (!asOf) throw invalid('give asOfRecorded, asOfOccurred, or both: as of which moment');
  return { name, asOf };
};
