import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { aSite, type Site } from './world/site';
import { coverUp, type CoverUp } from './world/cover-up';
import { TAMPERINGS, type Deed } from './world/tampering';
import type { VerifyReport } from './verify/verify';

const SEED = Number(process.env['RAPPORT_PROPERTY_SEED'] ?? 20260101);
/** Times each way of tampering meets each way of covering it up; 19 × 7 × 2 = 266 tamperings, ten times as many in full. */
const ROUNDS = process.env['RAPPORT_FULL'] === '1' ? 20 : 2;

let database: FreshDatabase;
let store: EventStore;
let site: Site;
beforeAll(async () => {
  database = await freshDatabase();
  store = await postgresEventStore(database.url);
  site = await aSite(database, store, SEED);
});
afterAll(async () => {
  site.clear();
  await store.close();
  await database.drop();
});

/** The named event is the right one, or among those that nothing tells apart any more. */
const isRight = ({ findings: [first] }: VerifyReport, { kinds, ids, index }: Deed): boolean => {
  if (!first || first.kind === 'evidence') return false;
  if (first.between === null) return kinds.includes(first.kind) && ids.includes(first.event!.id!);
  return first.between.first <= index + 1 && index + 1 <= first.between.last;
};

const tamper = async (name: string, how: CoverUp, withFiles: boolean | 'only the last'): Promise<string | null> => {
  const { pool, random, rows, keys, restore, verify } = site;
  await restore();
  const deed = await TAMPERINGS[name]!({ pool, random, rows });
  await coverUp(how, { pool, store, keys });
  const report = await verify(withFiles);
  const isExact = report.findings[0]?.between === null;
  if (report.verdict === 'tampered' && isRight(report, deed) && (how !== 'none' || isExact)) return null;
  return `${name}, ${how}: ${JSON.stringify({ deed, findings: report.findings.slice(0, 2) })}`;
};

const hands: readonly (readonly [CoverUp, boolean | 'only the last'])[] = [
  ['none', true],
  ['none', false],
  ['old signatures', true],
  ['own key', true],
  ['stolen key', true],
  ['stolen key', 'only the last'],
  ['nothing left', true],
];

it.each(hands)(
  'finds every tampering and names the event; covered up: %s, exported anchors: %s',
  async (how, withFiles) => {
    const wrong: (string | null)[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of Object.keys(TAMPERINGS)) wrong.push(await tamper(name, how, withFiles));
    }
    expect(wrong.filter(Boolean)).toEqual([]);
    expect(wrong.length).toBeGreaterThanOrEqual(38);
  },
);

it('finds nothing where nothing was done, says what is not covered, and is not disturbed by an erasure', async () => {
  const { restore, verify, covered, events, pool, anchors } = site;
  await restore();
  await pool.query('update rapport_store.events set fingerprint = null where position % 3 = 0');
  const report = await verify(true);
  expect(report).toMatchObject({ verdict: 'intact', findings: [], events: events.length });
  const since = events[covered]!.recordedAt;
  expect(report.notExported).toEqual({ events: events.length - covered, since });
  const later = await verify(true, anchors[3]!);
  expect(later).toMatchObject({ verdict: 'intact', events: events.length - anchors[3]!.count });
  const alone = await verify(false);
  expect(alone).toMatchObject({
    verdict: 'intact',
    notExported: { events: events.length, since: events[0]!.recordedAt },
  });
  expect(alone.notAnchored).toEqual({ events: events.length - covered, since });
});
