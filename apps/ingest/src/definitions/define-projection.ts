import { compile, type Compiled, documentFaults, type Fault, faultsShown, ruleFaults } from '@rapport/definitions';
import { Problem, unavailable } from '@rapport/edge';
import { canonicalJson, decodeEvent, type Fact, type FactOf } from '@rapport/events';
import { definedEvent, definitionStream, droppedEvent, isTakenName, type DefinedVersion } from '@rapport/read-db';
import type { IngestParts } from '../parts';
import { newestVersion } from '../publish-rule';
import { orUnavailable } from '../store-answers';

type Store = Pick<IngestParts, 'store'>;

/** A version of a described projection. `isNew` is false when it was described like that already. */
export interface DefinedNow {
  readonly version: DefinedVersion;
  readonly isNew: boolean;
  readonly position: string;
}

const ATTEMPTS_MAX = 10;

const meanwhile = (): Problem =>
  unavailable('published-meanwhile', 'the projection is being described by others; repeat the same request');

const refuse = (faults: readonly Fault[]): void => {
  if (faults.length === 0) return;
  const { detail, ...shown } = faultsShown(faults);
  throw new Problem(422, 'definition', detail, shown);
};

/** A description that holds together, as it was given and compiled. */
export interface SoundDefinition {
  readonly definition: DefinedVersion['definition'] & { readonly name: string };
  readonly compiled: Compiled;
}

/** @throws Problem 422 with every fault and its place, 409 when a projection of Rapport's own has the name */
export const soundDefinition = async ({ store }: Store, document: unknown): Promise<SoundDefinition> => {
  refuse(documentFaults(document));
  const compilation = compile(document);
  if (!compilation.ok) {
    refuse(compilation.faults);
    throw new Error('what does not compile has faults');
  }
  const { compiled } = compilation;
  refuse(compiled.doubts);
  const published = await Promise.all(
    [...compiled.rules.keys()].map(async (rule) => (await orUnavailable(() => newestVersion(store, rule))).last?.data),
  );
  refuse(ruleFaults(compiled, new Map(published.flatMap((data) => (data ? [[data.rule, data.kind]] : [])))));
  const { name } = compiled.definition;
  if (isTakenName(name)) throw new Problem(409, 'name-taken', `${name} is a projection or a word of Rapport's own`);
  return { definition: document as SoundDefinition['definition'], compiled };
};

/** What was last said of a projection, the number of its newest version, and how long its stream is. */
const newest = async (store: IngestParts['store'], name: string) => {
  let expected = 0;
  let last: Fact | undefined;
  for await (const events of store.read([definitionStream(name)])) {
    for (const event of events) {
      expected = event.version;
      last = decodeEvent(event);
    }
  }
  return { expected, last, version: Number(last?.data['version'] ?? 0) };
};

/** Describes a projection, as a version after the one before it. Saying the same again says nothing. */
export const defineProjection = async (
  { store }: Store,
  document: unknown,
  promote: boolean,
  by: string,
  now: Date,
): Promise<DefinedNow> => {
  const { definition } = await soundDefinition({ store }, document);
  const { name } = definition;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { expected, last, version } = await orUnavailable(() => newest(store, name));
    if (last?.type === 'ProjectionDefined') {
      const { data, position } = last as FactOf<'ProjectionDefined'>;
      const isSame = canonicalJson(data.definition) === canonicalJson(definition);
      if (isSame) return { version: { ...data }, isNew: false, position };
    }
    const next = { name, version: version + 1, definition, promote };
    const events = [definedEvent(next, by, now.toISOString())];
    const [outcome] = await orUnavailable(() => store.append([{ stream: definitionStream(name), expected, events }]));
    if (outcome && 'placed' in outcome) return { version: next, isNew: true, position: outcome.placed[0]!.position };
  }
  throw meanwhile();
};

/** Drops a projection with all its versions. @throws Problem 404 when there is none */
export const dropProjection = async ({ store }: Store, name: string, by: string, now: Date): Promise<string> => {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { expected, last, version } = await orUnavailable(() => newest(store, name));
    if (last?.type !== 'ProjectionDefined') throw new Problem(404, 'not-found', 'nobody described a projection of this name'); // prettier-ignore
    const events = [droppedEvent(name, version, by, now.toISOString())];
    const [outcome] = await orUnavailable(() => store.append([{ stream: definitionStream(name), expected, events }]));
    if (outcome && 'placed' in outcome) return outcome.placed[0]!.position;
  }
  throw meanwhile();
};
