import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Place, type Run, build, freePort, newPlace } from './program';

beforeAll(build, 120_000);
// Each command is a process of its own, and a busy machine takes seconds to start one.
jest.setTimeout(180_000);

describe('the command', () => {
  let place: Place;
  let env: Record<string, string>;
  let instance: Run;
  const rapport = async (...args: string[]): Promise<{ code: number | string; output: string }> => {
    const run = place.run(args, env);
    return { code: await run.ended, output: run.output() };
  };
  /** The JSON that a verb answers on stdout; what it says on stderr comes in lines before. */
  const json = ({ output }: { output: string }): any => JSON.parse(output.slice(output.search(/^[[{]/m)));

  beforeAll(async () => {
    place = await newPlace();
    env = { RAPPORT_PORT: String(await freePort()) };
  });
  afterAll(() => place.clear());

  it('says what it knows, and what does not exist yet', async () => {
    const help = await rapport('--help');
    expect(help.code).toBe(0);
    const verbs = [
      'up',
      'import',
      'tail',
      'export',
      'replay',
      'verify',
      'doctor',
      'keys',
      'projections',
      'status',
      'backup',
    ];
    for (const verb of verbs) expect(help.output).toContain(`  ${verb}`);
    expect(help.output).not.toContain('bench');
    expect(await rapport('bench')).toMatchObject({
      code: 2,
      output: expect.stringContaining('does not exist yet'),
    });
    expect(await rapport('dance')).toMatchObject({ code: 2, output: expect.stringContaining('no "rapport dance"') });
    expect((await rapport('doctor', '--nonsense')).code).toBe(2);
  });

  it('lists every fault of the configuration at once', async () => {
    const run = place.run(['up'], { RAPPORT_PORT: 'x', RAPPORT_ROLES: 'cook' });
    expect(await run.ended).toBe(2);
    expect(run.output()).toMatch(/2 fault\(s\)[\s\S]*RAPPORT_PORT[\s\S]*RAPPORT_ROLES/);
  });

  it('has a doctor who finds a machine well before the first start', async () => {
    const healthy = await rapport('doctor', '--json');
    expect(json(healthy)).toMatchObject({ healthy: true });
    expect(healthy.code).toBe(0);
  });

  it('has a doctor who says what is wrong', async () => {
    const run = place.run(['doctor', '--json'], { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(await run.ended).toBe(1);
    const { findings } = json({ output: run.output() });
    expect(findings).toContainEqual(expect.objectContaining({ check: 'database', status: 'fail' }));
  });

  it('says that nothing runs when nothing runs', async () => {
    expect(await rapport('status')).toMatchObject({ code: 1, output: expect.stringContaining('nothing answers') });
    expect(await rapport('keys', 'list')).toMatchObject({ code: 1, output: expect.stringContaining('no admin key') });
  });

  it('makes, lists and revokes keys of the running instance, and says how it is', async () => {
    instance = place.run(['up'], env);
    await instance.ready();
    const made = json(await rapport('keys', 'create', '--role', 'agent', '--name', 'hotline', '--json'));
    expect(made).toMatchObject({ key: { role: 'agent', name: 'hotline' }, text: expect.stringMatching(/^rk_/) });
    expect((await rapport('keys', 'create', '--role', 'boss', '--name', 'x')).code).toBe(2);
    expect((await rapport('keys', 'revoke', made.key.keyId)).code).toBe(0);
    expect((await rapport('keys', 'revoke', made.key.keyId)).code).toBe(1);
    const listed = json(await rapport('keys', 'list', '--json'));
    expect(listed.find(({ keyId }: { keyId: string }) => keyId === made.key.keyId).revoked).not.toBeNull();
    const status = await rapport('status', '--json');
    expect(json(status)).toMatchObject({
      status: 'up',
      checks: { database: { status: 'up' }, projections: { status: 'up' } },
    });
    const examined = json(await rapport('doctor', '--json'));
    expect(examined.findings.filter(({ status: found }: { status: string }) => found === 'fail')).toEqual([]);
  });

  it('imports interactions without a mapping, closes their days, and waits until the rules have decided', async () => {
    const bought = (day: number, who: string) => ({
      ...{ id: `b-${day}`, source: 'pos/berlin-3', channel: 'store', type: 'PurchaseMade' },
      ...{
        occurredAt: `2024-03-0${day}T12:00:00+01:00`,
        identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value: who }],
      },
      data: { orderId: `b-${day}`, currency: 'EUR', amount: '10.00' },
    });
    const lines = [bought(1, 'LC-1'), bought(2, 'LC-2'), { ...bought(3, 'LC-1'), type: 'Nonsense' }];
    writeFileSync(join(place.dir, 'events.ndjson'), lines.map((line) => JSON.stringify(line)).join('\n'));
    // The third of March is no day of what is in.
    const first = await rapport('import', 'events.ndjson', '--close', 'day', '--json');
    expect([first.code, json(first)]).toMatchObject([
      1,
      {
        lines: { read: 3, imported: 2, refused: { 'unknown-type': 1 } },
        closes: { zone: 'UTC', closed: 2, first: '2024-03-01', last: '2024-03-02', rules: 'decided' },
      },
    ]);
    const again = json(await rapport('import', 'events.ndjson', '--close', 'day', '--no-wait', '--json'));
    expect(again).toMatchObject({ lines: { alreadyThere: 2 }, closes: { closed: 0, skipped: 2, rules: 'running' } });
    expect(await rapport('import', 'data.csv')).toMatchObject({ code: 2 });
  });

  it('freezes a figure, and asks it again', async () => {
    const document = {
      name: 'sold',
      events: { types: ['PurchaseMade'] },
      by: ['channel'],
      measures: { orders: 'count' },
    };
    writeFileSync(join(place.dir, 'sold.json'), JSON.stringify(document));
    const made = await rapport(
      'figure',
      'freeze',
      'Sold',
      '--definition',
      'sold.json',
      '--where',
      'channel=store,web',
      '--json',
    );
    expect(json(made)).toMatchObject({ state: 'frozen', rows: [{ channel: 'store', orders: 2 }] });
    const { id } = json(made);
    const checked = await rapport('figure', 'check', id);
    expect(checked).toMatchObject({ code: 0, output: expect.stringContaining('the same, byte for byte') });
    expect((await rapport('figure', 'show', id)).output).toMatch(/Sold[\s\S]*sha256[\s\S]*same[\s\S]*store +2/);
    expect((await rapport('figure', 'list')).output).toContain(id);
    expect((await rapport('figure', 'check', 'x')).code).toBe(2);
    expect((await rapport('figure', 'freeze', 'x', '--definition', 'sold.json', '--where', 'colour=red')).code).toBe(1);
    expect((await rapport('figure', 'freeze', 'x', '--definition', 'sold.json', '--where', 'channel')).code).toBe(2);
  });

  it('has a projection built as of the past, and exports its rows', async () => {
    const then = new Date(Date.now() - 5).toISOString();
    const built = await rapport('past', 'interaction-volume', '--as-of-recorded', then, '--as-of-occurred', '2024-03-01T23:00:00Z', '--json'); // prettier-ignore
    const { id, ...made } = json(built);
    expect([built.code, made]).toMatchObject([0, { state: 'built', rows: 1, asOf: { recorded: then, occurred: '2024-03-01T23:00:00.000Z' } }]); // prettier-ignore
    expect((await rapport('past', 'show', id)).output).toMatch(/known at .*, happened by [\s\S]*1 rows[\s\S]*--past/);
    expect((await rapport('past', 'list')).output).toContain(id);
    const lines = (await rapport('export', 'interaction-volume', '--past', id)).output.split('\n');
    const [title, row] = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(title).toEqual({ export: 'interaction-volume', position: made.asOf.position, asOf: made.asOf, format: 1 });
    expect(row).toMatchObject({ day: '2024-03-01', type: 'PurchaseMade' });
    expect(await rapport('export', 'value', '--past', id)).toMatchObject({ code: 2, output: expect.stringContaining('interaction-volume') }); // prettier-ignore
    expect((await rapport('export', 'events', '--past', id)).code).toBe(2);
    expect((await rapport('past', 'drop', id)).output).toContain('dropped');
    expect((await rapport('past', 'tiers', '--as-of-recorded', then)).output).toContain('GET /v1/tiers?asOfRecorded');
    expect((await rapport('past', 'value')).code).toBe(1);
    expect((await rapport('past', 'pause', 'x')).code).toBe(2);
  });

  it('lists the versions of projections, and prunes nothing that lives', async () => {
    const versions = json(await rapport('projections', '--json'));
    expect(versions.find(({ name }: { name: string }) => name === 'customer-view')).toMatchObject({ state: 'live' });
    expect(await rapport('projections', 'prune')).toMatchObject({
      code: 0,
      output: expect.stringContaining('nothing to prune'),
    });
    expect(json(await rapport('projections', '--json')).length).toBe(versions.length);
    expect((await rapport('projections', 'prune', '--hours', '0')).code).toBe(2);
  });

  it('has a doctor who notices a key that others can read', async () => {
    const file = join(place.dir, 'data/admin.key');
    chmodSync(file, 0o644);
    const { findings } = json(await rapport('doctor', '--json'));
    expect(findings).toContainEqual(expect.objectContaining({ check: 'data directory', status: 'fail' }));
  });
});
