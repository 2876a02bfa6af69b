import { shapes } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';
import { ACTIVITY } from './customer-activity.shape';
import { DECIDED, TASKS } from '../decisions/customer-decided.shape';
import { INTERESTS } from './customer-interests.shape';
import { MATTERS } from './customer-matters.shape';
import { ORDERS } from './customer-orders.shape';
import { CONSENTS, WHO } from './customer-who.shape';
import { IDENTIFIER } from './identifier.shape';

const { id, listOf, named, pageOf, record } = shapes;

/** What is known of a customer beside identifiers and decisions. */
export const PROFILE = { ...ACTIVITY, ...WHO, ...ORDERS, ...INTERESTS, ...CONSENTS, ...MATTERS };

/** The unified view; the same members for everybody. */
export const VIEW = { customerId: id(), identifiers: listOf(IDENTIFIER), ...DECIDED, ...PROFILE };

/** The unified view, now or in the past. */
export const CUSTOMER = named(
  'Customer',
  record(VIEW, { ...TASKS, asOf: AS_OF }, 'Now with `tasks`; as of a moment with `asOf` instead'),
);

/** A page of customers who were searched for. */
export const FOUND_CUSTOMERS = pageOf('customers', named('FoundCustomer', record(VIEW)), {}, { asOf: AS_OF });
