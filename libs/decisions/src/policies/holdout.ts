import { uuid5 } from '@rapport/events';

/**
 * Whether a customer is in the control group of a policy: the same answer for ever, whichever of its versions asks, and evenly
 * spread for who does not know the key. A larger share holds out those of a smaller one and others.
 * @param share of all customers, from 0 to below 1.
 */
export const isHeldOut = (key: string, customer: string, share: number): boolean =>
  Number.parseInt(uuid5('holdout', key, customer).slice(0, 8), 16) / 2 ** 32 < share;
