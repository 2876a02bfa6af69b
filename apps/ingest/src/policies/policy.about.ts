/** An example that tells most of the language. */
export const SAVE_KEY_ACCOUNTS = {
  title: 'Key accounts are called before they leave',
  on: ['ChurnSignalRaised', 'ChurnSignalChanged'],
  where: { field: 'level', is: 'critical' },
  who: { tiers: { 'value-pyramid': ['platinum', 'gold'] } },
  actions: [
    { kind: 'task', about: 'Call them before they leave', team: 'key-accounts', dueWithinHours: 24, priority: 'high' },
    { kind: 'coupon', offer: 'ten-percent', purpose: 'offers' },
  ],
  atMost: { times: 1, days: 90 },
  holdout: 0.1,
  goal: { types: ['PurchaseMade'], withinDays: 30 },
};

/** The outline; the whole language is in docs/reference/policy.schema.json. */
export const POLICY_SCHEMA = {
  type: 'object',
  required: ['on', 'actions'],
  properties: {
    title: { type: 'string', description: 'What it is for, in words' },
    on: { type: 'array', items: { type: 'string' }, description: 'Types of events that trigger it' },
    where: { type: 'object', description: 'What the trigger must say, as in projections (`where`)' },
    who: { type: 'object', description: 'Whom it is for: `tiers` by rule, `segments`, `notSegments`' },
    actions: { type: 'array', items: { type: 'object' }, description: 'What is done: `task`, `mail`, `coupon`, `webhook`, `case`' }, // prettier-ignore
    quietHours: { type: 'object', description: '`from`, `to`: mail and coupons wait; 20:00 to 08:00 of the customer when absent' }, // prettier-ignore
    atMost: { type: 'object', description: '`times` in `days`, for each customer' },
    holdout: { type: 'number', description: 'Share of customers on whom it never acts, to compare' },
    goal: { type: 'object', description: '`types` of events, `withinDays`: what it is for' },
    lateAfterHours: { type: 'integer', description: 'An older trigger is not acted on; 72 when absent' },
  },
};

export const POLICY_PARAM = { policy: 'Name of the policy: small letters, digits, hyphens' };

export const REASON_SCHEMA = {
  ...{ type: 'string', minLength: 3, maxLength: 500 },
  description: 'In the log as it is: nothing personal',
};
