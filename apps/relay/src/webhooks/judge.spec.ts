import { verdictOf } from './judge';

const NOW = Date.parse('2026-11-20T16:00:00Z');
const judged = (status: number | null, retryAfter?: string) =>
  verdictOf({ status, fault: status === null ? 'ECONNREFUSED' : null, retryAfter, ms: 1 }, NOW);

describe('an answer', () => {
  it.each([200, 201, 202, 204, 299])('%d is taken', (status) =>
    expect(judged(status)).toEqual({ kind: 'delivered', error: null, restMs: 0 }),
  );

  it.each([100, 301, 302, 307, 400, 401, 404, 408, 413, 429, 500, 502, 503])('%d is to be tried again', (status) => {
    expect(judged(status).kind).toBe('failed');
    expect(judged(status).error).toContain(`answered ${status}`);
  });

  it('410 wants no more', () => expect(judged(410)).toMatchObject({ kind: 'gone', error: 'answered 410' }));

  it('that did not come is to be tried again, and says why', () =>
    expect(judged(null)).toEqual({ kind: 'failed', error: 'ECONNREFUSED', restMs: 0 }));

  it('asks for rest only where it may', () => {
    expect([429, 503].map((status) => judged(status, '7').restMs)).toEqual([7_000, 7_000]);
    expect([200, 302, 410, 500].map((status) => judged(status, '7').restMs)).toEqual([0, 0, 0, 0]);
  });
});
