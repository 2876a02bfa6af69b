/** Most event ids that a decision names. */
export const EVIDENCE_MAX = 20;
