export * from './amendment';
export * from './effective-facts';
export * from './handler';
export { occurredBy } from './occurred-by';
export * from './order';
export * from './projection';
export * from './replay';
export { RuleRuns, type Run, type Span } from './rule-runs';
export { isToldTier, type StandingTier, toldFacts } from './standing-tier';
