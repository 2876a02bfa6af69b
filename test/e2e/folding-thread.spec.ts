import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { projections } from '@rapport/projections';
import { build } from './program';

const [view] = projections.filter(({ projection }) => projection.name === 'customer-view');
const PROGRAM = resolve(__dirname, '../../dist/rapport/main.js');

beforeAll(build, 120_000);

it('folds customers in a thread of the built program', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rapport-thread-'));
  const customer = randomUUID();
  const at = '2026-03-01T10:00:00.000Z';
  const ref = { handle: customer, issuer: 'shop', type: 'userId' };
  const body = JSON.stringify({
    ...{ channel: 'store', type: 'PurchaseMade', v: 1, id: 'p', source: 'store/1', handle: customer, handles: [ref] },
    ...{ data: { orderId: 'o', currency: 'EUR', amount: '9.00' }, meta: {}, occurredAt: at, sealed: {} },
  });
  const text = [customer, randomUUID(), `customer-${customer}`, 'e.0000000000000000001', at, body, ''].join('\n');
  writeFileSync(join(dir, 'events'), text);
  const descriptor = openSync(join(dir, 'events'), 'r');
  const key = { name: 'key', property: 'key', type: 'uuid' };
  const sources = [
    { name: 'customer-view', version: view!.projection.version, table: { path: 'none', key, fields: [] } },
  ];
  const thread = new Worker(PROGRAM, { workerData: { rapport: 'fold', descriptor, sources } });
  try {
    const said: unknown[] = [];
    const done = new Promise<void>((end, fail) => {
      thread.once('error', fail);
      thread.once('exit', (code) => fail(new Error(`ended with ${code}`)));
      thread.on(
        'message',
        (one: { readonly events?: number }) => void (said.push(one), one.events === undefined || end()),
      );
    });
    thread.postMessage({ slice: 3, extents: [{ at: 0, length: Buffer.byteLength(text) }] });
    await done;
    expect(said).toEqual([
      { slice: 3, part: { source: 0, keys: [customer], parked: [], corrected: [], octets: expect.any(Uint8Array) } },
      { slice: 3, events: 1 },
    ]);
  } finally {
    await thread.terminate();
    closeSync(descriptor);
    rmSync(dir, { recursive: true });
  }
});
