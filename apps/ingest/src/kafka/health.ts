import type { Check } from '@rapport/edge';
import type { IntakeState } from './intake';

/** Records wait and none has been taken for this long: whatever is said, it gets nowhere. */
const MOVES_WITHIN_MS = 30_000;
/** How long it is said that records were lost, or that a topic was another one. */
const SAID_FOR_MS = 24 * 3_600_000;

/** What is to be said of the intake. That Kafka is away never makes a process unready: HTTP goes on. */
export const intakeCheck = (
  { stage, fault, noticeFault, notices, partitions, topics }: IntakeState,
  now: { readonly wall: number; readonly monotonic: number },
): Check => {
  const reasons = [
    ...(fault === null ? (stage === 'connecting' ? ['nothing has been taken yet'] : []) : [fault]),
    ...(noticeFault === null ? [] : [`${notices} refusals are not on the quarantine topic: ${noticeFault}`]),
  ];
  for (const [topic, { standsSince, brokenAt, lost, begunAnew }] of Object.entries(topics)) {
    if (fault === null && standsSince !== null && now.monotonic - standsSince > MOVES_WITHIN_MS)
      reasons.push(`nothing is taken of ${topic}`);
    if (brokenAt !== null && now.wall - Date.parse(brokenAt) < SAID_FOR_MS)
      reasons.push(`${topic}: ${lost} records dropped unread, ${begunAnew} times begun anew, last ${brokenAt}`);
  }
  const shown = Object.entries(topics).map(([topic, { lag, lost, begunAnew }]) => [topic, { lag, lost, begunAnew }]);
  return {
    status: reasons.length > 0 ? 'degraded' : 'up',
    ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}),
    ...{ stage, partitions, notices, topics: Object.fromEntries(shown) as object },
  };
};
