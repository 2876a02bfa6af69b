export type { Reading, Untaken } from './admit-read';
export type { AdmissionCode, CarrierFault, Correction, Receipt, Submitted, Understand, Writer } from './admission';
export { RECORD_SOURCE } from './correct';
export { SUPPRESS, type Suppress } from './held-back';
export { liftQuarantineNames } from './lift-names';
export type { AdmissionFoundation } from './foundation';
export { openAdmission, type Admission } from './open-admission';
export type {
  Overflow,
  Quarantine,
  QuarantineCount,
  QuarantineEntry,
  QuarantineFilter,
  QuarantineQuery,
} from './quarantine';
export { QUARANTINE_LIMITS, detailKept, type QuarantineLimits } from './quarantine-keeper';
export type { NotSettled } from './resubmit';
export { NAMELESS } from './seal';
export { openSources, type NewSourceEntry, type SourceEntry, type SourceLookup, type Sources } from './sources';
export type { Settled } from './settled';
export type { SettledMany } from './settle-many';
export type { Repair, Settlement } from './settlement';
