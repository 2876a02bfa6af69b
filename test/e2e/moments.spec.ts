import { startInstallation, type Installation } from './installation';

const ID = '00000000-0000-4000-8000-00000000dead';
const MOMENTS = ['asOfRecorded', 'asOfOccurred'] as const;
/** What stands for a name in a path, where no id does. */
const NAMES: Readonly<Record<string, string>> = { name: 'interaction-volume', version: '1', topic: 'interactions', rule: 'value-pyramid' }; // prettier-ignore

interface Read {
  readonly path: string;
  readonly takes: readonly string[];
}

/** Every question that can be asked, and which parameters the document says that it takes. */
const readsOf = (document: any): readonly Read[] =>
  Object.entries<any>(document.paths).flatMap(([path, { get }]) => {
    if (!get || !path.startsWith('/v1/')) return [];
    const takes = (get.parameters ?? []).flatMap((one: any) => (one.in === 'query' ? [one.name] : []));
    return [{ path: path.replaceAll(/\{(\w+)\}/g, (_: string, name: string) => NAMES[name] ?? ID), takes }];
  });

describe('a question about the past', () => {
  let rapport: Installation;
  let reads: readonly Read[];
  beforeAll(async () => {
    rapport = await startInstallation();
    reads = readsOf(rapport.server.document);
  });
  afterAll(() => rapport.stop());

  const asked = async (path: string): Promise<[number, string]> => {
    const { status, body } = await rapport.as('admin').get(path);
    return [status, String(body?.type).replace('urn:rapport:problem:', '')];
  };

  it.each(MOMENTS)('is refused by every route that does not say that it takes %s', async (moment) => {
    // What is built has its moments in itself, and says first that there is none of this id.
    const others = reads.filter(({ path, takes }) => !takes.includes(moment) && path !== `/v1/pasts/${ID}/rows`);
    expect(others.length).toBeGreaterThan(30);
    for (const name of [moment, moment.toLowerCase()])
      for (const { path } of others)
        expect([path, name, await asked(`${path}?${name}=2026-04-03T14:03:00Z`)]).toEqual([path, name, [400, 'as-of-unsupported']]); // prettier-ignore
  });

  it.each(MOMENTS)('is read by every route that says so: %s', async (moment) => {
    const those = reads.filter(({ takes }) => takes.includes(moment));
    expect(those.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ...[`/v1/customers/${ID}`, `/v1/customers/${ID}/value`, '/v1/value', '/v1/volume', '/v1/cases/backlog'],
        ...[`/v1/customers/${ID}/timeline`, `/v1/customers/${ID}/why`, '/v1/projections/interaction-volume/rows'],
        ...['tiers', 'signals', 'segments'].flatMap((name) => [`/v1/${name}`, `/v1/customers/${ID}/${name}`]),
      ]),
    );
    for (const { path } of those) {
      const more = path.endsWith('/why') ? '&field=/touches' : /\/v1\/(tiers|signals|segments)$/.test(path) ? '&rule=value-pyramid' : ''; // prettier-ignore
      expect([path, await asked(`${path}?${moment}=yesterday${more}`)]).toEqual([path, [400, 'invalid-request']]);
      expect([path, await asked(`${path}?${moment}=2999-01-01T00:00:00Z${more}`)]).toEqual([path, [400, 'as-of-to-come']]); // prettier-ignore
    }
  });

  it('is refused where somebody searches for words, with the reason and another way, and where they are looked up', async () => {
    const moment = 'asOfRecorded=2026-04-03T14:03:00Z';
    const agent = rapport.as('agent');
    const { status, body } = await agent.post(`/v1/customers/search?${moment}`, { words: ['delivery'] });
    expect([status, body.type, body.detail]).toEqual([400, 'urn:rapport:problem:as-of-unsupported', expect.stringContaining('GET /v1/customers/{id}')]); // prettier-ignore
    const known = { identifiers: [{ type: 'email', value: 'somebody@example.com' }] };
    const lookup = await agent.post(`/v1/customers/lookup?${moment}`, known);
    expect([lookup.status, lookup.body.type]).toEqual([400, 'urn:rapport:problem:as-of-unsupported']);
  });
});
