import { setTimeout as pause } from 'node:timers/promises';
import { chainState, type ChainState } from '@rapport/chain';
import { type Head, ordinalOf } from '@rapport/event-store';
import { Advice, say } from '../terminal';
import type { History } from './open-history';

type Asked = Pick<History, 'store' | 'pool'>;

/** Whoever makes anchors is seen at least every few seconds. */
const SEEN_WITHIN_MS = 15_000;
const LOOK_MS = 250;
const UNDEFINED_TABLE = '42P01';
const NOBODY: ChainState = { anchors: 0, covered: 0, position: null, exported: 0, fault: null, seenAt: null };

const stateOf = ({ pool }: Asked): Promise<ChainState> =>
  chainState(pool).catch((error: { code?: string }) => {
    if (error.code === UNDEFINED_TABLE) return NOBODY;
    throw error;
  });

const whatToDo = ({ fault, seenAt }: ChainState, now: number): string => {
  if (fault !== null) return `the chain of history stands still: ${fault}`;
  return now - (seenAt === null ? 0 : Date.parse(seenAt)) > SEEN_WITHIN_MS
    ? 'nobody makes them now: they are made while a projector runs ("rapport status" says whether one does)'
    : 'an event waits up to 10 s for its anchor: ask again then, or with --wait';
};

/** Why nothing can be proven where there is no anchor at all, and what to do about it. Exported for its spec. */
export const withoutAnchors = (head: Head, state: ChainState, where: string, now: number): string => {
  const none = `there are no anchors, neither in the database nor at ${where}`;
  return head.eventId === null
    ? `the log holds no event yet, and ${none}: there is nothing to prove`
    : `${none}: nothing can be proven yet; ${whatToDo(state, now)}`;
};

/** The same, of this history. */
export const whyNoAnchors = async (history: Asked, where: string): Promise<string> =>
  withoutAnchors(await history.store.head(), await stateOf(history), where, Date.now());

/** Whether anchors, and their copies outside, reach this end of the log. Exported for its spec. */
export const isCovered = ({ eventId, position }: Head, { anchors, exported, position: covered }: ChainState): boolean =>
  eventId === null ||
  (covered !== null && exported >= anchors && BigInt(ordinalOf(covered)) >= BigInt(ordinalOf(position)));

/**
 * Waits until anchors reach the end that the log has now and are exported.
 * @throws Advice when the seconds are over
 */
export const awaitAnchors = async (history: Asked, seconds: number): Promise<void> => {
  const head = await history.store.head();
  say(`waiting up to ${seconds} s for an anchor that covers all of the log`);
  for (const end = performance.now() + seconds * 1_000; ; await pause(LOOK_MS)) {
    const state = await stateOf(history);
    if (isCovered(head, state)) return;
    if (performance.now() < end) continue;
    const reach = state.position === null ? 'there is none' : `the last one made ends at ${state.position}`;
    throw new Advice(
      `no anchor has reached the end of the log in ${seconds} s (${reach}): ${whatToDo(state, Date.now())}`,
    );
  }
};

/** The seconds of `--wait`. @throws Advice when they are none */
export const secondsOf = (wanted: string | true): number => {
  const seconds = wanted === true ? 30 : Number(/^\d+$/.test(wanted) ? wanted : NaN);
  if (!(seconds <= 86_400)) throw new Advice(`--wait ${String(wanted)}: give seconds, up to a day`);
  return seconds;
};
