import { lagOf } from './health';
import type { Subscription } from './subscription';

/** A subscription as integrators read it; the secrets are nowhere. */
export const shown = (one: Subscription, head: string): object => {
  const { id, name, url, filter, status, reason, createdAt, createdBy, position, movedAt, secrets } = one;
  const { delivered, deliveredAt, waiting, dead, failingSince, lastError, lastErrorAt } = one;
  return {
    ...{ webhookId: id, name, url, filter, status, reason, createdAt, createdBy, secrets },
    ...{ position, movedAt, lag: lagOf(one, head), waiting, deadLetters: dead },
    ...{ delivered, deliveredAt, failingSince, lastError, lastErrorAt },
  };
};
