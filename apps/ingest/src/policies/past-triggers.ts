import { mayTrigger, pendingOf, type PendingAction } from '@rapport/decisions';
import type { CompiledPolicy } from '@rapport/definitions';
import { decodeEvent, type Fact } from '@rapport/events';
import type { EventStore } from '@rapport/event-store';

/** What a stretch of the log would have triggered. */
export interface PastTriggers {
  /** Each with the moment from which on it could be decided. */
  readonly pending: readonly (PendingAction & { readonly nextAt: string })[];
  readonly triggers: number;
  /** Imported or restated, or about nobody: they trigger nothing. */
  readonly silent: number;
  /** Up to where it was read, when the stretch was too long. */
  readonly cutAt: string | null;
}

const TRIGGERS_MAX = 5_000;
const BUDGET_MS = 15_000;

/** Reads the log after one position up to another, as long as time and memory allow. */
export const pastTriggers = async (
  store: Pick<EventStore, 'follow'>,
  after: string | null,
  to: string,
  version: { readonly name: string; readonly version: number; readonly compiled: CompiledPolicy },
): Promise<PastTriggers> => {
  const found: PendingAction[] = [];
  const closed = new Map<string, string>();
  let [triggers, silent] = [0, 0];
  let cutAt: string | null = null;
  const see = (fact: Fact): void => {
    if (fact.type === 'RuleRunClosed') closed.set(String(fact.data['run']), fact.recordedAt);
    if (!version.compiled.triggers(fact)) return;
    if (!mayTrigger(fact)) return void silent++;
    triggers++;
    found.push(...pendingOf(fact, [version]));
  };
  const stop = new AbortController();
  const until = performance.now() + BUDGET_MS;
  for await (const events of store.follow(after, stop.signal)) {
    for (const event of events) if (event.position <= to) see(decodeEvent(event));
    const isLong = performance.now() > until || triggers > TRIGGERS_MAX;
    if (isLong && events.at(-1)!.position < to) cutAt = events.at(-1)!.recordedAt;
    if (cutAt !== null || events.at(-1)!.position >= to) stop.abort();
  }
  const pending = found.flatMap((one) => {
    const nextAt = one.run === null ? one.nextAt : closed.get(one.run);
    return nextAt ? [{ ...one, nextAt }] : [];
  });
  return { pending, triggers, silent, cutAt };
};
