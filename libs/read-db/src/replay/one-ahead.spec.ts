import { OneAhead } from './one-ahead';

const later = (): { readonly promise: Promise<void>; readonly resolve: () => void } => {
  let resolve = (): void => undefined;
  return { promise: new Promise((done) => (resolve = done)), resolve: () => resolve() };
};

describe('work one ahead', () => {
  it('lets the caller go on while a piece is under way, and never runs two', async () => {
    const ahead = new OneAhead();
    const [first, log] = [later(), [] as string[]];
    await ahead.begin(() => first.promise.then(() => void log.push('first')));
    const second = ahead.begin(async () => void log.push('second'));
    log.push('caller');
    first.resolve();
    await second;
    await ahead.end();
    expect(log).toEqual(['caller', 'first', 'second']);
  });

  it('tells of a failure at the next piece, which it does not begin, and at the end', async () => {
    const ahead = new OneAhead();
    let begun = false;
    await ahead.begin(() => Promise.reject(new Error('disk full')));
    await expect(ahead.begin(async () => void (begun = true))).rejects.toThrow('disk full');
    await expect(ahead.end()).rejects.toThrow('disk full');
    expect(begun).toBe(false);
  });
});
