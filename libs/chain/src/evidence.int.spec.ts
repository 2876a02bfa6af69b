import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { fileOf } from './anchor-files';
import { insertAnchor, witnesses } from './anchor-rows';
import { nextAnchor } from './tip';
import { aSite, type Site } from './world/site';

let database: FreshDatabase;
let store: EventStore;
let site: Site;
beforeAll(async () => {
  database = await freshDatabase();
  store = await postgresEventStore(database.url);
  site = await aSite(database, store, 7);
});
afterAll(async () => {
  site.clear();
  await store.close();
  await database.drop();
});

const firstWitness = async () => {
  for await (const witness of witnesses(site.pool, 0, 1)) return witness;
  throw new Error('there is none');
};

/** Changes of what is said about the log, while the log itself is as it was. */
const statements: Readonly<Record<string, string>> = {
  'a head': `update rapport_chain.segment set heads = replace(heads, '"PurchaseMade"', '"CallEnded"') where number = 3`,
  'the hash of a body': `update rapport_chain.segment set bodies = set_byte(bodies, 40, get_byte(bodies, 40) # 1) where number = 3`,
  'a position': `update rapport_chain.segment set ordinals = regexp_replace(ordinals, '\\n\\d+\\n', E'\\n77\\n') where number = 3`,
  'half of the hashes': `update rapport_chain.segment set bodies = substr(bodies, 1, length(bodies) / 2) where number = 3`,
  'evidence that is gone': 'delete from rapport_chain.segment where number = 4',
  'evidence that is empty': `update rapport_chain.segment set ordinals = '', heads = '', bodies = '' where number = 4`,
  'a link': `update rapport_chain.anchor set link = reverse(link) where number = 5`,
  'a link that is none': `update rapport_chain.anchor set link = 'none' where number = 5`,
  'a count': 'update rapport_chain.anchor set count = count + 1 where number = 5',
  'a huge count': 'update rapport_chain.anchor set count = 9007199254740000 where number = 5',
  'a time': `update rapport_chain.anchor set at = '2020-01-01T00:00:00.000Z' where number = 5`,
  'a signature': `update rapport_chain.anchor set signature = reverse(signature) where number = 5`,
  'a key id': `update rapport_chain.anchor set key_id = '0123456789abcdef' where number = 5`,
  'an anchor that is gone': 'delete from rapport_chain.anchor where number = 5',
};

it.each(Object.keys(statements))('finds what was done to the evidence, and does not blame events: %s', async (name) => {
  const { restore, pool, verify } = site;
  await restore();
  const { rowCount } = await pool.query(statements[name]!);
  expect(rowCount).toBe(1);
  for (const withFiles of [true, false]) {
    const report = await verify(withFiles);
    expect(report.verdict).toBe('tampered');
    expect(report.findings.map(({ kind }) => kind)).toEqual(report.findings.map(() => 'evidence'));
    expect(report.notAnchored.events).toBe(site.events.length - site.covered);
  }
});

it('knows by the exported anchors that newer ones were taken out of the database, with their events', async () => {
  const { restore, pool, verify, anchors, events } = site;
  await restore();
  const { count } = anchors[5]!;
  await pool.query('delete from rapport_chain.anchor where number > 6');
  await pool.query('delete from rapport_store.events where position > $1', [count]);
  await pool.query(`update rapport_store.head h set (position, event_id, recorded_at) =
    (select position, event_id, recorded_at from rapport_store.events order by position desc limit 1)`);
  expect((await verify(false)).verdict).toBe('intact');
  const report = await verify(true);
  const [cut] = report.findings;
  expect(cut).toMatchObject({ kind: 'cut', event: { position: String(count + 1) } });
  expect(cut!.between).toEqual({ first: count + 1, last: anchors[6]!.count });
  expect(cut!.event!.id ?? events[count]!.id).toBe(events[count]!.id);
});

it('names the event that was edited, also where evidence of other events was changed before it', async () => {
  const { restore, pool, verify, rows, anchors } = site;
  await restore();
  await pool.query(statements['the hash of a body']!);
  const { id, position } = rows[anchors[5]!.count - 1]!;
  await pool.query(`update rapport_store.events set body = body || ' ' where position = $1`, [position]);
  const { findings } = await verify(true);
  expect(findings.map(({ kind }) => kind)).toEqual(['edited', 'evidence']);
  expect(findings[0]!.event!.id).toBe(id);
});

it('finds an anchor that is well signed but follows another one than it says', async () => {
  const { restore, pool, verify, anchors, keys } = site;
  await restore();
  const { signature: _, keyId: __, ...statement } = anchors[4]!;
  const other = keys.stolen.sign({ ...statement, previous: anchors[4]!.link });
  await pool.query('update rapport_chain.anchor set previous = $1, signature = $2 where number = 5', [
    ...[other.previous, other.signature],
  ]);
  const { findings } = await verify(false);
  expect(findings.map(({ detail }) => detail).join()).toContain('anchor 5 does not follow anchor 4');
});

it.each([
  ['event_id = gen_random_uuid()', 'head'],
  ['position = position - 1', 'head'],
  [
    'position = position - 1, event_id = (select event_id from rapport_store.events where position = h.position - 1)',
    'inserted',
  ],
])('finds what was done to the note of the end: %s', async (change, kind) => {
  await site.restore();
  await site.pool.query(`update rapport_store.head h set ${change}`);
  const { findings } = await site.verify(true);
  expect(findings[0]).toMatchObject({ kind, between: null });
});

it('finds anchors that somebody else signed, whose key the database names', async () => {
  const { restore, pool, verify, keys, anchors } = site;
  await restore();
  const { segment } = await firstWitness();
  const seen = segment!.entries.map((entry) => ({ ...entry, ...anchors[0]!, id: anchors[0]!.eventId }));
  await insertAnchor(pool, nextAnchor(anchors.at(-1)!, seen, keys.own, new Date()), segment!);
  const report = await verify(true);
  expect(report.findings.map(({ detail }) => detail).join()).toContain('not among the trusted ones');
});

describe('the exported anchors', () => {
  const path = (): string => join(site.directory, fileOf(site.anchors[0]!));
  const withFile = async (change: (lines: string[]) => string[]) => {
    await site.restore();
    const kept = readFileSync(path(), 'utf8');
    try {
      writeFileSync(path(), change(kept.trimEnd().split('\n')).join('\n') + '\n');
      return await site.verify(true);
    } finally {
      writeFileSync(path(), kept);
    }
  };

  it.each<readonly [string, (lines: string[]) => string[]]>([
    ['one taken out', (lines) => lines.toSpliced(3, 1)],
    ['one edited', (lines) => lines.with(3, lines[3]!.replace(/"count":\d/, '"count":9'))],
    ['one made unreadable', (lines) => lines.with(3, lines[3]!.slice(0, 50))],
    ['two exchanged', (lines) => lines.with(3, lines[4]!).with(4, lines[3]!)],
    ['a second history', (lines) => [...lines, resigned(lines[4]!)]],
  ])('are looked through: %s', async (_, change) => {
    const report = await withFile(change);
    expect(report.verdict).toBe('tampered');
    expect(report.findings.map(({ kind }) => kind)).toEqual(report.findings.map(() => 'evidence'));
  });

  const resigned = (line: string): string => {
    const { signature: _, keyId: __, ...anchor } = JSON.parse(line);
    return JSON.stringify(site.keys.stolen.sign({ ...anchor, at: '2030-01-01T00:00:00.000Z' }));
  };

  it('may be a part of all, written twice, or end in a line that a crash tore', async () => {
    expect((await withFile((lines) => lines.slice(2))).verdict).toBe('intact');
    expect((await withFile((lines) => lines.slice(0, 2))).verdict).toBe('intact');
    expect((await withFile(([first, second, ...rest]) => [first!, second!, first!, second!, ...rest])).verdict).toBe(
      'intact',
    );
    expect((await withFile((lines) => [...lines.slice(0, 5), lines[5]!.slice(0, 99), ...lines.slice(5)])).verdict).toBe(
      'intact',
    );
  });

  it('go on behind a torn line, and hold the whole lineage again', async () => {
    await site.restore();
    const kept = readFileSync(path(), 'utf8');
    const lines = kept.trimEnd().split('\n');
    try {
      writeFileSync(path(), `${lines.slice(0, 4).join('\n')}\n`);
      appendFileSync(path(), lines[4]!.slice(0, 60));
      expect(await site.exported.catchUp(site.pool)).toEqual({ last: lines.length, isAhead: false });
      expect(await site.verify(true)).toMatchObject({ verdict: 'intact', provenBy: { exported: lines.length } });
    } finally {
      writeFileSync(path(), kept);
    }
  });
});
