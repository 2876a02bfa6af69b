import { tailLine } from './tail-line';

const event = {
  ...{ occurredAt: '2026-11-20T16:04:05.000Z', channel: 'store', type: 'PurchaseMade', source: 'pos/berlin-3' },
  ...{ handle: '3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10', data: { orderId: 'B3-5512' } },
};

describe('a line of the tail', () => {
  it('says when, where, what, whose', () =>
    expect(tailLine(event)).toBe(
      '2026-11-20T16:04:05.000Z  store    PurchaseMade           pos/berlin-3         3f1c1f0e  {"orderId":"B3-5512"}',
    ));

  it('lets nothing steer the terminal, and stays one line', () =>
    expect(tailLine({ ...event, source: 'x\u001b[2J\ny', data: { note: 'a\u009bb' } })).not.toMatch(
      /[\u0000-\u001f\u0080-\u009f]/,
    ));

  it('cuts long data', () => expect(tailLine({ ...event, data: { a: 'x'.repeat(500) } }).length).toBeLessThan(260));
});
