import { appendChecks } from './append-checks';
import { bookmarkChecks } from './bookmark-checks';
import type { Check } from './check';
import { duplicateChecks } from './duplicate-checks';
import { expectationChecks } from './expectation-checks';
import { followChecks } from './follow-checks';
import { forgetChecks } from './forget-checks';
import { momentChecks } from './moment-checks';
import { readChecks } from './read-checks';
import { refusalChecks } from './refusal-checks';
import { repeatChecks } from './repeat-checks';
import { scanChecks } from './scan-checks';

/** The whole contract: what `event-store.ts` says in words. */
export const checks: readonly Check[] = [
  ...appendChecks,
  ...expectationChecks,
  ...duplicateChecks,
  ...repeatChecks,
  ...readChecks,
  ...followChecks,
  ...scanChecks,
  ...momentChecks,
  ...forgetChecks,
  ...bookmarkChecks,
  ...refusalChecks,
];
