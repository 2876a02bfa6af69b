import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readConfig } from '@rapport/edge';
import { type GivenInstance, givenInstance } from './given-instance';
import { type ImportOptions, runImport } from './run-import';
import { isClean, reportText } from './report';

const MAPPING = {
  source: 'shop',
  channel: 'store',
  zone: 'UTC',
  skip: [{ when: { column: 'price', is: '0' }, reason: 'gift' }],
  events: [
    {
      type: 'PurchaseMade',
      id: '{order}',
      occurredAt: '{at}',
      identifiers: [{ type: 'userId', value: '{who}' }],
      data: { amount: { decimal: '{price}' } },
    },
  ],
};
const HEADER = 'order,who,at,price\n';
const orders = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `o${from + n},p${(from + n) % 7},2026-01-01,5.00\n`).join('');

describe('an import', () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-import-'));
  const map = join(dir, 'map.json');
  const file = join(dir, 'orders.csv');
  let instance: GivenInstance;
  beforeEach(async () => {
    instance = await givenInstance();
    writeFileSync(map, JSON.stringify(MAPPING));
  });
  afterEach(() => instance.close());
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const run = (paths: string[], over: Partial<ImportOptions> = {}) => {
    const key = `rk_faulttests01_${'f'.repeat(43)}`;
    const env = { RAPPORT_URL: instance.url, RAPPORT_DATA_DIR: join(dir, 'data'), RAPPORT_ADMIN_KEY: key };
    const options = {
      map,
      connections: 2,
      batch: 10,
      gzip: false,
      patience: 5,
      again: false,
      close: null,
      closeFrom: null,
      wait: true,
      ...over,
    };
    return runImport(paths, options, { config: readConfig(env), env });
  };

  it('accounts for every line, and a second run adds nothing', async () => {
    writeFileSync(file, `${HEADER}${orders(0, 95)}g1,p1,2026-01-01,0\nbad,p1,yesterday,5\n\nshort\n`);
    const first = await run([file]);
    expect(first.lines).toEqual({
      read: 98,
      imported: 95,
      alreadyThere: 0,
      skipped: { gift: 1 },
      refused: { unreadable: 2 },
    });
    expect(first.refusals.map(({ file: name, line, reason }) => [name, line, reason])).toEqual([
      ['orders.csv', 98, 'at is no time of the given format'],
      ['orders.csv', 100, 'the line has 1 columns, the header 4'],
    ]);
    expect([first.balanced, isClean(first)]).toEqual([true, false]);
    const second = await run([file]);
    expect(second.lines).toMatchObject({ imported: 0, alreadyThere: 95, refused: { unreadable: 2 } });
    expect(instance.events.size).toBe(95);
  });

  it('says in words where a file is broken, with what stands before it in', async () => {
    writeFileSync(file, `${HEADER}${orders(0, 25)}"o99,p1\n`);
    const zipped = join(dir, 'cut.csv.gz');
    writeFileSync(zipped, gzipSync(HEADER + orders(0, 25)).subarray(0, 60));
    const report = await run([file, zipped]);
    expect(report.lines).toMatchObject({ read: 25, imported: 25 });
    expect([report.balanced, isClean(report)]).toEqual([true, false]);
    expect(report.fault).toMatch(/^orders.csv: the record that begins in line 27 has a quote that is never closed\nWhat .* is in;.*\nNot begun: cut.csv.gz$/); // prettier-ignore
    expect(instance.events.size).toBe(25);
    expect((await run([zipped])).fault).toMatch(/^cut.csv.gz: the file is not gzip, or its end is missing\nNothing/);
  });

  it('does not send an invoice that goes on where the file is broken, and accounts for its lines', async () => {
    const [event] = MAPPING.events;
    const group = { by: ['{order}'], lines: { sku: '{who}' } };
    writeFileSync(map, JSON.stringify({ ...MAPPING, events: [{ ...event, group }] }));
    writeFileSync(file, `${HEADER}o1,p1,2026-01-01,5\n"o1,p1\n`);
    const report = await run([file]);
    expect(report.lines).toMatchObject({ read: 1, imported: 0 });
    expect(Object.values(report.lines.skipped)).toEqual([1]);
    expect([report.balanced, instance.events.size]).toEqual([true, 0]);
  });

  it('reads gzip whatever its name is, and says what other containers are', async () => {
    writeFileSync(file, gzipSync(HEADER + orders(0, 3)));
    expect((await run([file])).lines).toMatchObject({ read: 3, imported: 3 });
    writeFileSync(file, Buffer.from('504b030414000000', 'hex'));
    await expect(run([file])).rejects.toThrow('orders.csv is a ZIP archive');
    const zstd = join(dir, 'orders.csv.zst');
    writeFileSync(zstd, Buffer.from('28b52ffd00000000', 'hex'));
    await expect(run([zstd])).rejects.toThrow('orders.csv.zst is compressed with zstd: unpack it first');
    await expect(run([dir])).rejects.toThrow('is a directory');
    await expect(run(['-'])).rejects.toThrow('nothing is read from stdin');
  });

  it('tells of the lines also when their days cannot be closed', async () => {
    writeFileSync(file, HEADER + orders(0, 3));
    instance.refuseCloses = 'at most 5000 closes in one request';
    const report = await run([file], { close: 'day' });
    expect(report.lines).toMatchObject({ read: 3, imported: 3 });
    expect([report.fault, isClean(report)]).toEqual([expect.stringMatching(/The files are in, .*at most 5000 closes/), false]); // prettier-ignore
  });

  it('lists what was refused in the order of the file', async () => {
    const bad = Array.from({ length: 40 }, (_, n) => (n % 3 ? `o${n},p${n},soon,1\n` : `o${n},p${n}\n`)).join('');
    writeFileSync(file, HEADER + bad);
    const lines = (await run([file], { connections: 3, batch: 2 })).refusals.map(({ line }) => line);
    expect(lines).toEqual(Array.from({ length: 40 }, (_, n) => n + 2));
  });

  it('keeps to the order of the file for each customer, over several connections', async () => {
    writeFileSync(file, HEADER + orders(0, 300));
    await run([file], { connections: 4 });
    const order = new Map<string, string[]>();
    for (const { id, identifiers } of instance.events.values()) {
      const who = JSON.stringify(identifiers);
      order.set(who, [...(order.get(who) ?? []), String(id)]);
    }
    expect(order.size).toBe(7);
    for (const ids of order.values())
      expect(ids).toEqual([...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
  });

  it('repeats what got no answer, with the same ids, and sends only the rest of an answer that broke off', async () => {
    writeFileSync(file, HEADER + orders(0, 30));
    instance.trouble = [
      () => false,
      (_, response) => (response.writeHead(503, { 'retry-after': '0' }).end(), true),
      (request) => (request.socket.destroy(), true),
      (_, response) => {
        response.end('{"results":[');
        return true;
      },
      (_, response) => {
        const results = [{ index: 0, status: 'accepted', eventId: 'e', position: `x${'0'.repeat(19)}` }];
        response.end(JSON.stringify({ results, incomplete: { from: 1 } }));
        return true;
      },
    ];
    const { lines } = await run([file], { connections: 1 });
    expect(lines).toMatchObject({ read: 30, imported: 30 });
    expect(instance.events.size).toBe(29);
  });

  it('gives up when nothing answers for too long, and goes on where it was', async () => {
    writeFileSync(file, HEADER + orders(500, 600));
    instance.trouble = [() => false, () => false, ...Array.from({ length: 50 }, () => (_: unknown, response: { writeHead(code: number): { end(): void } }) => (response.writeHead(503).end(), true))]; // prettier-ignore
    await expect(run([file], { connections: 1, patience: 0 })).rejects.toThrow(/Run the same command again/);
    instance.trouble = [];
    const { lines, events } = await run([file]);
    expect(lines).toMatchObject({ read: 100, imported: 90, alreadyThere: 10 });
    expect(events).toMatchObject({ known: 10, sent: 90 });
    const again = await run([file]);
    expect(again.events).toMatchObject({ known: 100, sent: 0 });
    expect((await run([file], { again: true })).events).toMatchObject({ known: 0, duplicate: 100 });
  });

  it('sends everything again when the instance is not the one that it knew', async () => {
    writeFileSync(file, HEADER + orders(700, 720));
    await run([file]);
    instance.forget();
    expect((await run([file])).events).toMatchObject({ known: 0, accepted: 20 });
  });

  it('reads compressed files, sends compressed bodies, and closes the days when asked', async () => {
    const zipped = `${file}.gz`;
    writeFileSync(zipped, gzipSync(HEADER + orders(0, 20)));
    const report = await run([zipped], { gzip: true, close: 'week' });
    expect(report.lines.imported).toBe(20);
    expect(instance.closes).toMatchObject([{ zone: 'UTC', from: '2026-01-01', to: '2026-01-01', every: 'week' }]);
    expect(report.closes).toMatchObject({ closed: 1, rules: 'decided' });
    expect(reportText(report)).toMatch(/closes +1, d to d \(days of UTC\)\n +rules +have decided at all of them/);
  });

  it('closes the days of the instance’s zone, and waits for the rules only if it shall', async () => {
    writeFileSync(file, HEADER + orders(0, 3));
    instance.zone = 'America/New_York';
    const report = await run([file], { close: 'day', wait: false });
    expect(instance.closes).toMatchObject([{ zone: 'America/New_York', from: '2025-12-31', to: '2025-12-31' }]);
    expect(instance.requests.at(-1)).toBe('POST /v1/clock/closes');
    expect(report.closes).toMatchObject({ rules: 'running' });
  });

  it('takes lines that are interactions without a mapping, once, plain or compressed', async () => {
    const lines = [
      '{"id":"a","source":"pos","type":"StoreVisited","occurredAt":"2026-01-01T23:30:00-02:00","identifiers":[{"type":"userId","value":"li"}]}',
      '{"source":"pos","type":"StoreVisited","occurredAt":"2025-12-31T00:00:00Z"}',
      'broken',
      '["no object"]',
      '{"id":"odd","source":"pos","occurredAt":5,"identifiers":[null]}',
    ];
    const native = join(dir, 'events.ndjson');
    writeFileSync(native, lines.join('\n'));
    const first = await run([native], { map: null });
    expect(first.lines).toMatchObject({ read: 5, imported: 3, refused: { unreadable: 2 } });
    expect(first.files[0]).toMatchObject({
      ...{ firstOccurredAt: '2025-12-31T00:00:00.000Z', lastOccurredAt: '2026-01-02T01:30:00.000Z' },
    });
    expect([...instance.events.keys()]).toEqual(expect.arrayContaining(['pos a', 'pos odd']));
    expect([...instance.events.values()].every(({ historical }) => historical === true)).toBe(true);
    writeFileSync(`${native}.gz`, gzipSync(lines.join('\n')));
    expect((await run([`${native}.gz`], { map: null })).lines).toMatchObject({ imported: 0, alreadyThere: 3 });
    await expect(run([file], { map: null })).rejects.toThrow(/orders.csv needs a mapping/);
  });

  it('tells a changed line by its conflict', async () => {
    writeFileSync(file, HEADER + orders(0, 3));
    await run([file]);
    writeFileSync(file, `${HEADER}o1,p1,1931-01-01,6.00\n`);
    const { lines, refusals, closes } = await run([file], { close: 'day' });
    expect(lines.refused).toEqual({ conflict: 1 });
    expect(refusals[0]).toMatchObject({ line: 2, code: 'conflict' });
    // No event of 1931 is in: nothing is to be closed from there on.
    expect([closes, instance.closes]).toEqual([null, []]);
  });

  it('says at once when there is no instance', async () => {
    writeFileSync(file, HEADER + orders(0, 3));
    await instance.close();
    await expect(run([file], { patience: 300 })).rejects.toThrow(/nothing answers at/);
    instance = await givenInstance();
  });

  it('sends nothing when the mapping has a fault', async () => {
    writeFileSync(file, HEADER + orders(0, 3));
    writeFileSync(map, JSON.stringify({ ...MAPPING, source: '{nobody}' }));
    await expect(run([file])).rejects.toThrow(/no column "nobody"/);
    expect(instance.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});
