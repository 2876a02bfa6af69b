import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { auditLines } from './audit-lines';
import { coverUp, type CoverUp } from './world/cover-up';
import { aSite, type Site } from './world/site';
import { TAMPERINGS } from './world/tampering';

const script = join(__dirname, '../../../apps/rapport/bin/verify-export.mjs');

let database: FreshDatabase;
let store: EventStore;
let site: Site;
beforeAll(async () => {
  database = await freshDatabase();
  store = await postgresEventStore(database.url);
  site = await aSite(database, store, 11);
});
afterAll(async () => {
  site.clear();
  await store.close();
  await database.drop();
});

const file = (name: string): string => join(site.directory, name);
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, stderr, report: status === 2 ? null : JSON.parse(stdout) };
};
const exported = async (): Promise<string> => {
  let text = '';
  for await (const part of auditLines({ store, pool: site.pool, silenceMs: 30 })) text += part;
  writeFileSync(file('audit.ndjson'), text);
  return file('audit.ndjson');
};
const key = (): string => file(`${site.keys.stolen.keyId}.pem`);

it('agrees that an intact history is intact, with and without anchors from outside, and counts what they do not cover', async () => {
  await site.restore();
  const audit = await exported();
  const covered = { events: site.events.length - site.covered, since: site.events[site.covered]!.recordedAt };
  const withAnchors = run('--key', key(), '--anchors', site.directory, audit);
  expect(withAnchors).toMatchObject({
    status: 0,
    report: { verdict: 'intact', notExported: covered, notAnchored: covered },
  });
  expect(withAnchors.report.provenBy).toEqual({ exported: site.anchors.length, any: site.anchors.length });
  const alone = run('--key', key(), audit);
  expect(alone).toMatchObject({ status: 0, report: { verdict: 'intact', provenBy: { exported: 0 } } });
});

/** What stands before the first position is not in an export, which holds what followers of the log see. */
const names = Object.keys(TAMPERINGS).filter((name) => !name.includes('no follower'));
const hands: readonly CoverUp[] =
  process.env['RAPPORT_FULL'] === '1' ? ['none', 'own key', 'stolen key', 'nothing left'] : ['none', 'stolen key'];

it.each(hands)('names the same event as the command does; covered up: %s', async (how) => {
  const { pool, random, rows, keys, restore, verify } = site;
  const differing: string[] = [];
  for (const name of names) {
    await restore();
    const deed = await TAMPERINGS[name]!({ pool, random, rows });
    await coverUp(how, { pool, store, keys });
    const { report, status } = run('--key', key(), '--anchors', site.directory, await exported());
    const [mine] = report?.findings ?? [];
    const [theirs] = (await verify(true)).findings;
    const isSame =
      how === 'none' && name !== 'renumbered'
        ? mine?.kind === theirs!.kind && mine?.event?.id === theirs!.event!.id
        : mine?.kind !== 'evidence' &&
          (mine?.between ? mine.between[0] <= deed.index + 1 && deed.index < mine.between[1] : true);
    if (status !== 1 || !isSame) differing.push(`${name}: ${JSON.stringify({ mine, theirs })}`);
  }
  expect(differing).toEqual([]);
});

it('could not check: no key, another file, an export that is not whole', async () => {
  await site.restore();
  const audit = await exported();
  expect(run(audit).status).toBe(2);
  expect(run('--key', key(), file('none')).status).toBe(2);
  expect(run('--key', key(), key()).status).toBe(2);
  expect(run('--key', audit, audit).status).toBe(2);
  expect(run('--key', key(), '--anchors', file('none'), audit).status).toBe(2);
  const text = readFileSync(audit, 'utf8');
  writeFileSync(audit, text.slice(0, text.lastIndexOf('{"end"')));
  const cut = run('--key', key(), audit);
  expect([cut.status, cut.stderr]).toEqual([2, expect.stringContaining('not whole')]);
});

it('does not trust anchors that another key signed, nor those that do not follow each other', async () => {
  await site.restore();
  const audit = await exported();
  writeFileSync(file('other.pem'), site.keys.own.publicKey);
  expect(run('--key', file('other.pem'), audit)).toMatchObject({ status: 1, report: { provenBy: { any: 0 } } });
  const lines = readFileSync(audit, 'utf8').split('\n');
  writeFileSync(audit, lines.filter((line) => !line.startsWith('{"anchor":{"format":1,"number":3,')).join('\n'));
  const { report } = run('--key', key(), audit);
  expect(report.findings.map(({ detail }: { detail: string }) => detail).join()).toContain('does not follow');
});
