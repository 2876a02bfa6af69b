/** An example that tells most of the language. */
export const CALLS_BY_QUEUE = {
  name: 'calls-by-queue',
  title: 'How are calls answered, by queue and month?',
  events: { types: ['CallEnded'], where: { field: 'direction', is: 'inbound' } },
  by: ['queue', { month: 'Europe/Berlin' }],
  measures: {
    calls: 'count',
    answered: { count: 'events', where: { field: 'outcome', is: 'answered' } },
    serviceLevel: { ratio: { of: 'answered', to: 'calls' } },
    waited: { quantile: 'queueSeconds', at: 0.9 },
  },
};

/** The outline; the whole language is in docs/reference/projection-definition.schema.json. */
export const DEFINITION_SCHEMA = {
  type: 'object',
  required: ['name', 'events', 'measures'],
  properties: {
    name: { type: 'string', description: 'Small letters, digits and single hyphens, 40 at most' },
    title: { type: 'string', description: 'The question, in words' },
    events: { type: 'object', description: 'Which events: types, channels, conditions; `each: lines` for lines of orders' }, // prettier-ignore
    by: { type: 'array', items: {}, description: 'What rows are told apart by; one row when absent' },
    measures: { type: 'object', description: 'The figures, by name' },
  },
};
