import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientOf, type Client } from './client';
import { type Place, build, freePort, newPlace, until } from './program';
import { card, email, purchase } from './touchpoints';

beforeAll(build, 120_000);

describe('tail and export', () => {
  let place: Place;
  let env: Record<string, string>;
  let client: Client;
  const rapport = async (...args: string[]) => {
    const run = place.run(args, env);
    return { code: await run.ended, output: run.output() };
  };
  const record = async (n: number): Promise<any> => {
    const event = purchase([card(`LC-${n}`), email(`person${n}@example.com`)]);
    return (await client.post('/v1/interactions', event)).body;
  };

  beforeAll(async () => {
    place = await newPlace();
    const port = await freePort();
    env = { RAPPORT_PORT: String(port) };
    await place.run(['up'], env).ready();
    client = clientOf(`http://127.0.0.1:${port}`, readFileSync(join(place.dir, 'data/admin.key'), 'utf8').trim());
    for (let n = 0; n < 12; n++) await record(n);
  }, 60_000);
  afterAll(() => place.clear());

  it('shows the last events, of some types too, and those after a position', async () => {
    const { output } = await rapport('tail', '-n', '3', '--type', 'PurchaseMade');
    expect(output.trim().split('\n')).toHaveLength(3);
    expect(output).toMatch(/^2026-11-20T16:04:05.000Z {2}store +PurchaseMade +pos\/berlin-3/);
    const json = (await rapport('tail', '--json', '--type', 'PurchaseMade', '-n', '2')).output.trim().split('\n');
    const [first, second] = json.map((line) => JSON.parse(line));
    expect(second.position > first.position).toBe(true);
    const after = await rapport('tail', '--after', first.position, '--type', 'PurchaseMade', '--json');
    expect(after.output.trim().split('\n').map((line) => JSON.parse(line).position)).toEqual([second.position]); // prettier-ignore
    expect((await rapport('tail', '-n', 'x')).code).toBe(2);
  });

  it('follows what comes until it is told to stop', async () => {
    const before = await record(50);
    const run = place.run(['tail', '--follow', '--json', '--type', 'PurchaseMade', '--after', before.position], env);
    let seen = '';
    run.child.stdout!.on('data', (chunk) => (seen += String(chunk)));
    const first = await record(51);
    await until('what has come is shown', () => seen.includes(first.eventId));
    const second = await record(52);
    await until('what comes is shown', () => seen.includes(second.eventId));
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
    const shown = seen.trim().split('\n').map((line) => JSON.parse(line).eventId); // prettier-ignore
    expect(shown).toEqual([first.eventId, second.eventId]);
  });

  it('writes the whole log to a file, as it stood, without a clear personal value', async () => {
    const out = join(place.dir, 'events.ndjson');
    const { code, output } = await rapport('export', 'events', '--out', out);
    expect([code, output]).toEqual([0, expect.stringMatching(/exported \d+ events up to /)]);
    const [title, ...events] = readFileSync(out, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line)); // prettier-ignore
    expect(title).toMatchObject({ export: 'events', position: events.at(-1).position });
    expect(events.filter(({ type }: any) => type === 'PurchaseMade')).toHaveLength(15);
    expect(readFileSync(out, 'utf8')).not.toMatch(/person\d|LC-\d/);
    const again = await rapport('export', 'events', '--out', out);
    expect([again.code, again.output]).toEqual([2, expect.stringContaining('--force')]);
    expect((await rapport('export', 'events', '--out', out, '--force')).code).toBe(0);
  });

  it('writes the rows of a projection as CSV', async () => {
    const out = join(place.dir, 'value.csv');
    await until('the views are there', async () => {
      const { body } = await client.get('/v1/projections/value/rows?limit=2000');
      return body.rows?.length === 15;
    });
    expect((await rapport('export', 'value', '--format', 'csv', '--out', out)).code).toBe(0);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^# \{"export":"value","position":"/);
    expect(lines[1]).toMatch(/^key,money,/);
    expect(lines).toHaveLength(17);
    const stdout = await rapport('export', 'timeline', '--no-title');
    expect(stdout.output).toContain('"key":');
    expect(stdout.output).not.toMatch(/person\d|LC-\d/);
  });

  it('says what is wrong', async () => {
    expect(await rapport('export', 'no-such')).toMatchObject({ code: 1, output: expect.stringContaining('404') });
    expect((await rapport('export', 'value', '--type', 'PurchaseMade')).code).toBe(2);
    expect((await rapport('export', 'events', '--format', 'xml')).code).toBe(2);
    writeFileSync(join(place.dir, 'file'), '');
    expect(await rapport('export', 'events', '--out', join(place.dir, 'file/x'))).toMatchObject({
      ...{ code: 1, output: expect.stringContaining('cannot write') },
    });
  });
});
