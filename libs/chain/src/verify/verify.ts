import { epochOf, ordinalOf, position as positionOf, type EventStore, type Head } from '@rapport/event-store';
import type { Pool } from 'pg';
import type { Anchor } from '../anchor';
import { anchorLines, type AnchorFile } from '../anchor-files';
import { lastAnchor, witnesses } from '../anchor-rows';
import type { KeyRing } from '../key-ring';
import { GENESIS } from '../link';
import { explainEnd } from './explain-end';
import { namedEvent, type Finding } from './finding';
import { marksOf } from './marks';
import { eventReader } from './read-events';
import { isUnguarded, straysIn } from './strays';
import { untilHead } from './until-head';
import { Walk, type Point, type Tail } from './walk';

/** What is verified, and against what. */
export interface VerifyOptions {
  readonly store: EventStore;
  /** The database with the anchors and their evidence. */
  readonly pool: Pool;
  /** The database of the event store, where it is PostgreSQL's; the same when absent. */
  readonly storePool?: Pool;
  readonly ring: KeyRing;
  /** Files of exported anchors, as `anchorFiles` finds them; empty = the database vouches for itself. */
  readonly files: readonly AnchorFile[];
  /** Trusts this anchor and looks only at what comes after it; null = from the beginning. */
  readonly from: Anchor | null;
  /** How long the log may keep silent before it is asked whether its end is there at all, milliseconds; 1,000 when absent. */
  readonly silenceMs?: number;
}

/** What was found. */
export interface VerifyReport {
  readonly verdict: 'intact' | 'tampered';
  /** The first event that is not as it was comes first; what is wrong with the evidence after it. */
  readonly findings: readonly Finding[];
  /** Events that were read, and up to which one of the log. */
  readonly events: number;
  readonly lastEvent: { readonly id: string; readonly position: string; readonly recordedAt: string } | null;
  /** The last anchor that proves them: of the exported ones, and of all; 0 = none. */
  readonly provenBy: Walk['provenBy'];
  /** Events that no exported anchor covers, and that no anchor at all covers yet. */
  readonly notExported: Tail;
  readonly notAnchored: Tail;
  readonly notes: readonly string[];
}

const COMPLAINTS_MAX = 20;

const startAt = ({ position: at }: Head, from: Anchor | null): Point =>
  from === null
    ? { number: 0, count: 0, link: GENESIS, position: null }
    : { ...from, position: positionOf(epochOf(at), ordinalOf(from.position)) };

/** Reads the whole log again and compares it with what anchors and evidence say of it. Changes nothing; the log may grow meanwhile. */
export const verifyHistory = async (options: VerifyOptions): Promise<VerifyReport> => {
  const { store, pool, storePool = pool, ring, files, from, silenceMs } = options;
  const complaints: string[] = [];
  const complain = (detail: string): void => void (complaints.length < COMPLAINTS_MAX && complaints.push(detail));
  // First what is said of the log, then how long it is: so nobody speaks of what came later.
  const newest = (await lastAnchor(pool))?.number ?? 0;
  const head = await store.head();
  const start = startAt(head, from);
  const reader = eventReader(untilHead(store, start.position, head, silenceMs));
  const walk = new Walk(reader, start, complain);
  const told = { exported: anchorLines(files), witnesses: witnesses(pool, start.number, newest) };
  const marks = marksOf({ ...told, after: start.number, ring, complain });
  let first: Finding | null = from && (await anchorGone(store, from));
  try {
    if (!first) first = await explainEnd(await walk.through(marks), { store, pool, head, newest, start });
    if (!first) {
      await walk.rest();
      first = headFault(head, walk, start);
    }
  } finally {
    await reader.close();
  }
  const strays = await straysIn(storePool);
  const doubts = complaints.map((detail): Finding => ({ kind: 'evidence', event: null, between: null, detail }));
  const findings = [...(first ? [first] : []), ...strays, ...doubts];
  return {
    verdict: findings.length > 0 ? 'tampered' : 'intact',
    findings,
    events: walk.count - start.count,
    lastEvent: walk.last ? lastOf(walk.last) : null,
    provenBy: walk.provenBy,
    notExported: walk.notExported,
    notAnchored: walk.notAnchored,
    notes: (await isUnguarded(storePool)) ? ['the triggers that keep the history append-only are not all at work'] : [],
  };
};

const lastOf = ({ id, position, recordedAt }: NonNullable<Walk['last']>) => ({ id, position, recordedAt });

/** The anchor to begin with must end with the event that the store has there. */
const anchorGone = async (store: EventStore, from: Anchor): Promise<Finding | null> => {
  const [found] = await store.find([from.eventId]);
  if (found && ordinalOf(found.position) === ordinalOf(from.position)) return null;
  const { eventId: id, recordedAt, position } = from;
  const event = { id, recordedAt, position: ordinalOf(position), stream: null, version: null, type: null };
  const where = found ? `stands at position ${namedEvent(found).position} now` : 'is gone';
  return {
    kind: found ? 'reordered' : 'deleted',
    event,
    between: null,
    detail: `the last event of anchor ${from.number} ${where}`,
  };
};

const headFault = ({ eventId, position }: Head, { last }: Walk, start: Point): Finding | null => {
  if (last === undefined && (eventId === null || start.position === position)) return null;
  if (last?.id === eventId && last?.position === position) return null;
  const detail = `the store notes event ${eventId} at ${position} as its last, the log ends with ${last?.id ?? 'none'}`;
  return { kind: 'head', event: last ? namedEvent(last) : null, between: null, detail };
};
