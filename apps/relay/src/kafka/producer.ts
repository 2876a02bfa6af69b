/** Nothing overtakes anything, and a request that the client repeats is written once. Keys go by murmur2, as Java's do. */
export const PRODUCER = { idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false } as const;
