import { randomBytes } from 'node:crypto';
import { compilePolicy, type CompiledPolicy, documentFaults, faultsShown } from '@rapport/definitions';
import { Problem, unavailable } from '@rapport/edge';
import { canonicalJson, decodeEvent, eventIdOf, type EventBody, type Fact, type FactOf, NOBODY } from '@rapport/events';
import type { NewEvent } from '@rapport/event-store';
import type { IngestParts } from '../parts';
import { orUnavailable } from '../store-answers';

type Store = Pick<IngestParts, 'store'>;
type Published = FactOf<'PolicyPublished'>['data'];

/** A version of a policy. `isNew` is false when it was like that already. */
export interface PolicyNow {
  readonly version: Published;
  readonly isNew: boolean;
  readonly position: string;
}

const ATTEMPTS_MAX = 10;
const HOLDOUT_KEY_BYTES = 12;
const SOURCE = 'rapport/policy';
const NAME = /^[a-z][a-z0-9-]{0,59}$/;
const streamOf = (policy: string): string => `policy-${policy}`;
const meanwhile = (): Problem =>
  unavailable('published-meanwhile', 'the policy is being published by others; repeat the same request');

/** @throws Problem 422 with every fault and its place */
export const soundPolicy = (document: unknown): CompiledPolicy => {
  const unkept = documentFaults(document);
  const compilation = unkept.length > 0 ? { ok: false as const, faults: unkept } : compilePolicy(document);
  if (compilation.ok) return compilation.compiled;
  const { detail, faults } = faultsShown(compilation.faults);
  throw new Problem(422, 'policy', detail, { faults });
};

/** @throws Problem 400 */
export const policyName = (name: string): string => {
  if (NAME.test(name)) return name;
  throw new Problem(400, 'invalid', 'a policy’s name is small letters, digits and hyphens, 60 at most');
};

const eventOf = (
  type: string,
  data: { readonly policy: string; readonly [field: string]: unknown },
  id: string,
  by: string,
  at: string,
): NewEvent => {
  const source = `${SOURCE}/${data.policy}`;
  const body: EventBody = {
    ...{ id, source, channel: 'policy', type, v: 1, occurredAt: at, handle: NOBODY, handles: [] },
    ...{ data: { ...data }, sealed: {}, meta: { by } },
  };
  return { id: eventIdOf(source, id), type, body: canonicalJson(body), fingerprint: '' };
};

/** What was last published of a policy, whether it was stopped since, and how long its stream is. */
export const newestPolicy = async (store: IngestParts['store'], policy: string) => {
  let expected = 0;
  let last: Fact | undefined;
  let published: FactOf<'PolicyPublished'> | undefined;
  for await (const events of store.read([streamOf(policy)])) {
    for (const event of events) {
      expected = event.version;
      last = decodeEvent(event);
      if (last.type === 'PolicyPublished') published = last as FactOf<'PolicyPublished'>;
    }
  }
  return { expected, published, isStopped: last?.type === 'PolicyStopped' };
};

/** What somebody wants a policy to be. */
export interface PolicyWish {
  readonly policy: string;
  readonly definition: unknown;
  readonly reason: string;
  readonly by: string;
}

/** Publishes a version of a policy, after the one before it; it acts on what is recorded from then on. The same again says nothing. */
export const publishPolicy = async ({ store }: Store, wish: PolicyWish, now: Date): Promise<PolicyNow> => {
  const { policy, reason, by } = wish;
  soundPolicy(wish.definition);
  const definition = wish.definition as Published['definition'];
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { expected, published, isStopped } = await orUnavailable(() => newestPolicy(store, policy));
    const isSame = published && !isStopped && canonicalJson(published.data.definition) === canonicalJson(definition);
    if (isSame) return { version: published.data, isNew: false, position: published.position };
    const version = (published?.data.version ?? 0) + 1;
    // Who was held out stays so in all versions: the comparison goes over years.
    const holdoutKey = published?.data.holdoutKey ?? randomBytes(HOLDOUT_KEY_BYTES).toString('base64url');
    const next: Published = { policy, version, definition, holdoutKey, reason };
    const events = [eventOf('PolicyPublished', { ...next }, `version#${version}`, by, now.toISOString())];
    const [outcome] = await orUnavailable(() => store.append([{ stream: streamOf(policy), expected, events }]));
    if (outcome && 'placed' in outcome) return { version: next, isNew: true, position: outcome.placed[0]!.position };
  }
  throw meanwhile();
};

/** Stops a policy. @throws Problem 404 when there is none that acts */
export const stopPolicy = async (
  { store }: Store,
  { policy, reason, by }: Omit<PolicyWish, 'definition'>,
  now: Date,
): Promise<{ readonly version: number; readonly position: string }> => {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { expected, published, isStopped } = await orUnavailable(() => newestPolicy(store, policy));
    if (!published || isStopped) throw new Problem(404, 'not-found', 'no policy of this name acts');
    const { version } = published.data;
    const events = [eventOf('PolicyStopped', { policy, version, reason }, `stop#${expected}`, by, now.toISOString())]; // prettier-ignore
    const [outcome] = await orUnavailable(() => store.append([{ stream: streamOf(policy), expected, events }]));
    if (outcome && 'placed' in outcome) return { version, position: outcome.placed[0]!.position };
  }
  throw meanwhile();
};
