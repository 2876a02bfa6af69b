import { uuid5 } from '@rapport/events';

/** One for a trigger, a version of a policy and one of its actions, whatever crashes: whoever decides it first has decided it. */
export const slotOf = (policy: string, version: number, action: number, trigger: string): string =>
  uuid5('action', policy, String(version), String(action), trigger);

/** That a policy acts on (or holds out) somebody because of a trigger: all its actions together. */
export const exposureOf = (policy: string, version: number, trigger: string): string =>
  uuid5('exposure', policy, String(version), trigger);
