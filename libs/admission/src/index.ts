export type { Admission, AdmissionCode, Correction, Receipt, Submitted, Writer } from './admission';
export { RECORD_SOURCE } from './correct';
export { openAdmission, type AdmissionFoundation } from './open-admission';
export type { Overflow, Quarantine, QuarantineEntry, QuarantineQuery } from './quarantine';
export { QUARANTINE_LIMITS, type QuarantineLimits } from './quarantine-keeper';
export { NAMELESS } from './seal';
export { openSources, type NewSourceEntry, type SourceEntry, type SourceLookup, type Sources } from './sources';
