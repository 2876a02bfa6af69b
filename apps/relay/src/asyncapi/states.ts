import { GONE_TYPE, STATE_SOURCE, STATE_TYPE } from '../kafka/customers/state-types';
import { compactedChannel, compactedHeaders, compactedMessages } from './compacted';
import { place, text, uuid } from './parts';

/** Headers of a record of a topic of states. */
export const STATE_HEADERS = compactedHeaders('Headers of a state', {
  ce_id: text('Customer, position and digest: the same for a repeat'),
  ce_source: { type: 'string', const: STATE_SOURCE },
  ce_type: { type: 'string', enum: [STATE_TYPE, GONE_TYPE] },
  ce_subject: uuid('The customer, as the key'),
  ce_partitionkey: uuid('The customer, as the key'),
  position: place('The state includes every event of the customer up to there, and none after it'),
  gone: text('On tombstones: why there is no state', { enum: ['merged', 'erased', 'no-consent', 'nothing-known'] }),
  mergedinto: uuid('On tombstones of who turned out to be another: whose the id is now'),
  claimcheck: text('There when the state was too large for the topic: where to read it'),
  digest: text('With `claimcheck`: digest of the state'),
});

const by = (what: string, of: string): object => ({ type: 'object', description: `${what}, by ${of}` });
const list = (what: string): object => ({ type: 'array', description: what, items: { type: 'object' } });
const orNull = (description: string): object => ({ type: ['string', 'null'], description, format: 'date-time' });
const objectOrNull = (description: string): object => ({ type: ['object', 'null'], description });
const count = (description: string): object => ({ type: 'integer', minimum: 0, description });

/** How a customer is: the unified view without anything that is sealed. */
export const CUSTOMER_STATE = {
  title: 'How a customer is',
  type: 'object',
  required: ['customer', 'touches', 'activity', 'traits', 'consents', 'totals', 'orders'],
  properties: {
    customer: uuid('The customer, as the key'),
    firstSeenAt: orNull('First touch'),
    lastSeenAt: orNull('Last touch'),
    touches: count('Events of touchpoints'),
    activity: by('Number, first and last touch', 'channel'),
    lastInteractions: list('The newest touches, newest first, without who of the company was there and where'),
    traits: by('What was last stated and is not personal', 'name'),
    preferences: by('Preferences as last stated', 'topic'),
    importantDates: by('Occasions; days that are sealed are left out', 'occasion'),
    accounts: by('Memberships in organisations', 'account'),
    totals: by('Purchased, returned, cancelled and net, decimal texts', 'currency'),
    orders: count('Distinct orders that were not cancelled'),
    ordersExact: { type: 'boolean', description: 'False: `orders` is an estimate' },
    firstPurchaseAt: orNull('First purchase'),
    lastPurchaseAt: orNull('Last purchase'),
    lastOrder: objectOrNull('The last order'),
    lastConfiguration: objectOrNull('What they last put together'),
    satisfaction: list('The newest answers, on their own scales'),
    consents: by('What was last said about a purpose and a way', '`purpose/medium`, `purpose/*` for every way'),
    openPromises: list('Promises that are neither kept nor broken'),
    openCases: list('Cases that are open'),
    purpose: text('On the topic of a purpose: which'),
    allowed: {
      type: 'object',
      description:
        'On the topic of a purpose: which ways to the customer it may use; `*` is every way that is not named',
      additionalProperties: { type: 'boolean' },
    },
  },
} as const;

/** Messages of topics of states. */
export const stateMessages = (): Record<string, object> =>
  compactedMessages({
    headers: 'StateHeaders',
    key: { type: 'string', format: 'uuid' },
    one: 'state',
    present: { name: 'CustomerState', title: 'How a customer is', type: STATE_TYPE },
    gone: { name: 'CustomerGone', title: 'There is no such customer (any more)', type: GONE_TYPE },
    large: { name: 'StateClaimCheck', title: 'A state that is too large for the topic' },
  });

/** A compacted topic of states. */
export const stateChannel = (address: string, title: string, description: string, more: object = {}): object =>
  compactedChannel(Object.keys(stateMessages()), { address, title, description }, more);
