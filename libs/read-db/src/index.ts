export { type AuditOptions, hostAudit } from './audit/host-audit';
export { type LeftOut, type Tally } from './audit/looked';
export { type AuditFinding, type AuditReport, type AuditRound, auditReport } from './audit/report';
export { provenBy } from './audit/tables';
export * from './defined/defined-projections';
export * from './defined/defined-rows';
export * from './defined/definition-event';
export { FigureFault } from './figures/figure-fault';
export { type FigureHostOptions, hostFigures } from './figures/host-figures';
export {
  type FigureJob,
  type FigureJobState,
  TooManyFigures,
  figureJobs,
  requestFigure,
  requestFigureCheck,
  unfrozenJobs,
} from './figures/jobs';
export { type FigureQuestion, questionRuleFaults, soundQuestion } from './figures/question';
export { stretchFaults } from './figures/stretch-faults';
export { documentFaults, type Fault, faultsShown } from '@rapport/definitions';
export * from './follow';
export * from './following';
export { followersUrl, keyedUrl } from './keyed-url';
export * from './found-people';
export {
  type KnownVersion,
  OF_THIS_RELEASE,
  allOfThisRelease,
  isOfThisRelease,
  isTakenName,
  knownVersions,
  pruneVersions,
} from './left-versions';
export type { Host } from './hosting';
export { jsonText } from './json-text';
export { firmCheckpoint } from './firm';
export { IDENTITY } from './identity/reached';
export { decidedUpTo } from './identity/unread';
export { mender } from './lost/mender';
export { migrateDerived } from './lost/migrate-derived';
export { type Edge, type KnownHandle, type Membership, membersNow, membership } from './membership';
export * from './open-read-db';
export type { Lineage, LineageStep, StandingRecord } from './past/lineage';
export { LogUnreachable, MomentToCome } from './past/log';
export { openPast, type Past, type PastOptions } from './past/past';
export type { PastPerson } from './past/person';
export { TooMuchHistory } from './past/facts';
export type { PastCustomer } from './past/past-customer';
export { type BuiltPast, type BuiltPastState, builtPasts, findBuiltPast } from './pasts/built-past';
export { isAnotherLog } from './pasts/another-log';
export { hasHistory } from './pasts/as-of-occurred';
export { pastTable } from './pasts/past-table';
export { type PastWish, TooManyPasts, pastOf, requestPast } from './pasts/request-past';
export { PastCannot, steerPast } from './pasts/steer-past';
export { PastBusy } from './past/turns';
export * from './positions';
export { type Reach, reachOf } from './reach';
export * from './recognition';
export type { Aggregates, FieldAggregates } from './replay/aggregates';
export type { Comparison } from './replay/compare';
export type { Aggregate } from './replay/tally';
export { REPLAY_CONNECTIONS } from './replay/due';
export * from './replay/host-replays';
export * from './replay/replays';
export * from './replay/request-replays';
export { RESUME_ADVICE, isHistoryFaultText } from './resume/history-fault';
export { resumeFollowers, type Resumed } from './resume/resume-followers';
export type { Difference } from './replay/row-digest';
export { type ClosePhase, type CloseUnderWay, closesUnderWay } from './rules/closes-under-way';
export * from './rules/days';
export { effectiveBatch } from './rules/effective';
export { RULES } from './rules/rules-follower';
export { SINCE_EVER, publishDefaultRules } from './rules/default-rules';
export { learnHere, type Learner } from './rules/learning';
export { foldInThread, isFoldingThread } from './replay/threads/folding-thread';
export type { FoldingThreads } from './replay/threads/folders';
export { isLearningThread, learnInThread, threadLearner } from './rules/learning-thread';
export type { OwnFollower, OwnFollowerSpec } from './rules/own-lane';
export { migrateRules, prepareRules } from './rules/prepare';
export { deadlineOf, lookNext, pendingPromises, promiseChanges, warningAt, type Pending } from './rules/promises';
export { churnToJudge } from './rules/judge-churn';
export { contractsToJudge } from './rules/judge-contracts';
export type { ModelToJudge } from './rules/judged-days';
export { customersOfHandles, type HandleOf } from './customers-of-handles';
export { runsUpTo } from './views/runs-known';
export { evaluationEvent, ruleSource, ruleStream, versionEvent } from './rules/rule-event';
export type { OpenCells } from './rules/sealed-days';
export type { RuleVersion } from './rules/rule-versions';
export { type SkipPreview, previewSkip } from './skips/preview-skip';
export { type Skip, type SkipOutcome, type SkipRequest, skipEvent, skips } from './skips/skips';
export { ALL_SLICES, sliceRanges, type SliceRange } from './slices';
export { rangesOf, type Ranges } from './states/ranges';
export * from './states/states';
export { touchedBy } from './states/touched';
export { forgetParked, retryParked } from './views/parking';
export * from './wait-for';
export type { Log, WorkerState } from './worker';
export { hostWhatIfs, type WhatIfHostOptions } from './what-if/host-what-ifs';
export { NO_PLACE, type MoversWish, type WhatIfMover, whatIfMovers } from './what-if/movers';
export type { WhatIf, WhatIfResult, WhatIfState, WhatIfWish } from './what-if/what-if';
export {
  TooManyWhatIfs,
  WhatIfCannot,
  cancelWhatIf,
  dropWhatIf,
  findWhatIf,
  markPublished,
  requestWhatIf,
  whatIfs,
} from './what-if/what-ifs';
