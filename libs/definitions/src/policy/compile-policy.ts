import { type Fact, isOwnChannel, typeDefinition, unknownType } from '@rapport/events';
import { collect, type Complain, testOf } from '../condition';
import { Fields } from '../fields';
import type { Fault } from '../shape';
import type { Policy } from './policy';
import { policyLanguage } from './policy-language';

/** A policy that holds together. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** Whether something that was recorded triggers it, as far as the event itself says. */
  readonly triggers: (fact: Fact) => boolean;
  /** Whether it goes by what rules decide about people: then it is not for those who object to that. */
  readonly profiles: boolean;
}

export type PolicyCompilation =
  { readonly ok: true; readonly compiled: CompiledPolicy } | { readonly ok: false; readonly faults: readonly Fault[] };

/** What Rapport itself says about somebody and a policy may act on; what policies and tasks say is not among it, so no policy calls itself. */
const OWN_TRIGGERS = ['TierAssigned', 'TierEnded', 'SegmentEntered', 'SegmentLeft', 'ChurnSignalRaised', 'ChurnSignalChanged', 'ChurnSignalCleared', 'SignalRaised', 'SignalChanged', 'SignalCleared', 'DeadlineReached']; // prettier-ignore
const channelsOf = (type: string): readonly string[] => typeDefinition(type)?.channels ?? [];
const isRule = (type: string): boolean => channelsOf(type).includes('rule');
const isOwn = (type: string): boolean => channelsOf(type).every(isOwnChannel);

const checkTypes = (types: readonly string[], at: string, own: readonly string[], complain: Complain): void =>
  types.forEach((type, nth) => {
    if (!typeDefinition(type)) complain(`${at}/${nth}`, unknownType(type));
    else if (isOwn(type) && !own.includes(type)) {
      complain(`${at}/${nth}`, `${type} is none of the events that are meant here: those of touchpoints and back offices${own.length > 0 ? `, and ${own.join(', ')}` : ''}`); // prettier-ignore
    }
  });

/** Reads a document as a policy. Every fault says where it is and what is allowed there. Nothing of the document is ever run. */
export const compilePolicy = (document: unknown): PolicyCompilation => {
  const faults: Fault[] = [...policyLanguage.check(document, '')];
  if (faults.length > 0) return { ok: false, faults };
  const policy = document as Policy;
  const complain = collect(faults);
  checkTypes(policy.on, '/on', OWN_TRIGGERS, complain);
  if (policy.goal) checkTypes(policy.goal.types, '/goal/types', [], complain);
  const types = policy.on.flatMap((type) => typeDefinition(type) ?? []);
  const test = policy.where === undefined ? () => true : testOf(policy.where, new Fields(types, 'event'), '/where', complain); // prettier-ignore
  if (faults.length > 0) return { ok: false, faults };
  const on = new Set(policy.on);
  const compiled: CompiledPolicy = {
    policy,
    triggers: (fact) => on.has(fact.type) && test({ fact, line: null }),
    profiles: policy.who !== undefined || policy.on.some(isRule),
  };
  return { ok: true, compiled };
};
