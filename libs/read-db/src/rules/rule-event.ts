import {
  canonicalJson,
  canonicalOnce,
  decisionStream,
  eventIdOf,
  NOBODY,
  type EventBody,
  type EventType,
} from '@rapport/events';
import type { NewEvent } from '@rapport/event-store';
import type { Close } from './close';
import type { Decision } from './rule';
import type { RuleVersion } from './rule-versions';

/** Source of everything that a rule says. */
export const ruleSource = (rule: string): string => `rapport/rule/${rule}`;
/** The stream of a rule: its versions and runs. */
export const ruleStream = (rule: string): string => `rule-${rule}`;

/** An event on its way to its stream. */
export interface Streamed {
  readonly stream: string;
  readonly event: NewEvent;
}

const NO_HANDLES = canonicalOnce<EventBody['handles']>([]);
const NOTHING_SEALED = canonicalOnce<EventBody['sealed']>({});

const bodyOf = (
  rule: string,
  id: string,
  type: EventType,
  about: Required<Pick<EventBody, 'handle' | 'occurredAt' | 'data' | 'meta'>>,
): NewEvent => {
  const source = ruleSource(rule);
  const { data, handle, meta, occurredAt } = about;
  // In canonical order.
  // prettier-ignore
  const body: EventBody = {
    channel: 'rule', data, handle, handles: NO_HANDLES, id, meta, occurredAt, sealed: NOTHING_SEALED, source, type, v: 1,
  };
  return { id: eventIdOf(source, id), type, body: canonicalJson(body), fingerprint: '' };
};

const metaOf = ({ eventId, historical }: Close, { rule, version }: RuleVersion): NonNullable<EventBody['meta']> => ({
  by: `rule ${rule}@${version}`,
  causationId: eventId,
  ...(historical && { historical }),
});

/** An event on the rule's own stream: a run begins or ends. It happened at the end of the day that it is about. */
export const runEvent = (
  version: RuleVersion,
  close: Close,
  type: 'RuleRunOpened' | 'RuleRunClosed',
  data: { readonly run: string } & EventBody['data'],
): Streamed => {
  const id = `${data.run}#${type === 'RuleRunOpened' ? 'opened' : 'closed'}`;
  const about = { handle: NOBODY, occurredAt: close.endsAt, data, meta: metaOf(close, version) };
  return { stream: ruleStream(version.rule), event: bodyOf(version.rule, id, type, about) };
};

/** Makes events of the decisions of a run, one per customer: what all of them say alike is put into words once. */
export const decisionEvents = (
  version: RuleVersion,
  close: Close,
  run: string,
): ((decision: Pick<Decision, 'customer' | 'type' | 'data'>) => Streamed) => {
  const meta = canonicalOnce(metaOf(close, version));
  const { rule } = version;
  return ({ customer, type, data }) => {
    const about = { handle: customer, occurredAt: close.endsAt, data, meta };
    return { stream: decisionStream(customer), event: bodyOf(rule, `${run}#${customer}`, type, about) };
  };
};

/** A version of a rule, published by a person or, the first one, by the platform. */
export const versionEvent = (
  data: RuleVersion & { readonly effectiveFrom: string; readonly reason: string },
  by: string,
  occurredAt: string,
): Streamed => ({
  stream: ruleStream(data.rule),
  event: bodyOf(data.rule, `version#${data.version}`, 'RuleVersionPublished', {
    ...{ handle: NOBODY, occurredAt, meta: { by } },
    data: { ...data },
  }),
});

/** A model of a rule, as somebody had it judged; its id is the asker's. */
export const evaluationEvent = (
  data: { readonly rule: string } & EventBody['data'],
  id: string,
  by: string,
  occurredAt: string,
): Streamed => ({
  stream: ruleStream(data.rule),
  event: bodyOf(data.rule, `evaluation#${id}`, 'ModelEvaluated', { handle: NOBODY, occurredAt, meta: { by }, data }),
});
