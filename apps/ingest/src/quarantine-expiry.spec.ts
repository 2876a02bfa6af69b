import type { IngestParts } from './parts';
import { EXPIRY_PAUSE_MS, QuarantineExpiry } from './quarantine-expiry';

const expiryOf = (expire: (now: Date) => Promise<number>): QuarantineExpiry =>
  new QuarantineExpiry({
    admission: { quarantine: { expire } },
    vault: { oldestHashKey: () => 1 },
  } as unknown as IngestParts);

describe('the expiry of refused input', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-20T18:00:00Z') }));
  afterEach(() => jest.useRealTimers());

  it('comes at start and then every hour, also after a pass that failed, until the end', async () => {
    const expire = jest
      .fn<Promise<number>, [Date]>()
      .mockRejectedValueOnce(new Error('the database is away'))
      .mockResolvedValue(3);
    const expiry = expiryOf(expire);
    expiry.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(0);
    expect(expire).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(EXPIRY_PAUSE_MS);
    expect(expire.mock.calls.map(([now]) => now.toISOString())).toEqual([
      '2026-11-20T18:00:00.000Z',
      '2026-11-20T19:00:00.000Z',
    ]);
    await expiry.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(EXPIRY_PAUSE_MS * 3);
    expect(expire).toHaveBeenCalledTimes(2);
  });

  it('keeps the process until the pass under way is done, and starts no other', async () => {
    let done = (): void => undefined;
    const expire = jest.fn(() => new Promise<number>((resolve) => (done = () => resolve(0))));
    const expiry = expiryOf(expire);
    expiry.onApplicationBootstrap();
    const ended = jest.fn();
    const end = expiry.onModuleDestroy().then(ended);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(ended).not.toHaveBeenCalled();
    done();
    await end;
    await jest.advanceTimersByTimeAsync(EXPIRY_PAUSE_MS * 2);
    expect(expire).toHaveBeenCalledTimes(1);
  });
});
