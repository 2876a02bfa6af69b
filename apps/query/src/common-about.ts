/** Parameters that all reads have. */
export const READ_QUERY = {
  minPosition: {
    type: 'string',
    description: 'Waits up to five seconds until the answer includes this position of the log',
  },
} as const;

export const READ_HEADERS = {
  'Rapport-Actor': 'Who uses the key; goes into the log of openings',
} as const;

export const READ_ANSWERS = {
  304: 'Nothing changed since the ETag in If-None-Match',
  400: 'A parameter is unknown or not well formed',
  404: 'There is no such customer',
  409: 'minPosition is of another history',
  503: 'minPosition was not included in time, or the view is being built; repeat after Retry-After',
} as const;
