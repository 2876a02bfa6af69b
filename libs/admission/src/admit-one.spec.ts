import { StoreBusy } from '@rapport/event-store';
import type { Receipt, Submitted, Writer } from './admission';
import { admittingOne } from './admit-one';

const key = (keyId: string): Writer => ({ keyId, mayWrite: () => true });
const [one, other] = [key('key-1'), key('key-2')];
const input = (value: unknown): Submitted => ({ value });
const receiptOf = ({ value }: Submitted, { keyId }: Writer): Receipt => ({
  status: 'accepted',
  eventId: String(value),
  position: keyId,
  handle: 'h',
});

/** Admission that writes its batches down, waits until it is let go on, and cannot take some values. */
const given = (failing: ReadonlyMap<unknown, Error> = new Map()) => {
  const batches: string[] = [];
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const admitOne = admittingOne(async (inputs, by) => {
    batches.push(`${by.keyId}: ${inputs.map(({ value }) => value).join(' ')}`);
    await held;
    for (const { value } of inputs) if (failing.has(value)) throw failing.get(value)!;
    return inputs.map((each) => receiptOf(each, by));
  });
  return { admitOne, batches, letGo: () => letGo() };
};
/** The first call is under way; what comes then has to wait for it. */
const underWay = async (run: ReturnType<typeof given>) => {
  const first = run.admitOne(input('first'), one);
  while (run.batches.length === 0) await Promise.resolve();
  return first;
};
const ends = async (calls: readonly Promise<Receipt>[]): Promise<string[]> =>
  (await Promise.allSettled(calls)).map((end) =>
    end.status === 'rejected'
      ? end.reason.message
      : `${end.value.status} ${(end.value as { eventId: string }).eventId}`,
  );

describe('admission of one interaction', () => {
  it('waits for no company, and takes together by key what came while another was under way', async () => {
    const run = given();
    const first = underWay(run);
    await Promise.resolve();
    const values = ['a', 'b', 'c', 'd'];
    const calls = values.map((value, n) => run.admitOne(input(value), n % 2 ? other : one));
    run.letGo();
    expect(await ends([first, ...calls])).toEqual(['first', ...values].map((value) => `accepted ${value}`));
    expect(run.batches).toEqual(['key-1: first', 'key-1: a c', 'key-2: b d']);
  });

  it('tries each alone when their batch fails, so that only those fail that cannot be admitted', async () => {
    const run = given(new Map([['b', new Error('no key for its handle')]]));
    const first = underWay(run);
    await Promise.resolve();
    const calls = ['a', 'b', 'c'].map((value) => run.admitOne(input(value), one));
    const others = ['x', 'y'].map((value) => run.admitOne(input(value), other));
    run.letGo();
    expect(await ends([first, ...calls, ...others])).toEqual(
      ['accepted first', 'accepted a', 'no key for its handle', 'accepted c'].concat(['accepted x', 'accepted y']),
    );
    expect(run.batches.slice(1).sort()).toEqual(
      ['key-1: a b c', 'key-2: x y', 'key-1: a', 'key-1: b', 'key-1: c'].sort(),
    );
  });

  it('does not ask a store again that is busy', async () => {
    const run = given(new Map([['b', new StoreBusy(9)]]));
    const first = underWay(run);
    await Promise.resolve();
    const calls = ['a', 'b'].map((value) => run.admitOne(input(value), one));
    run.letGo();
    await first;
    expect((await Promise.allSettled(calls)).map((end) => end.status)).toEqual(['rejected', 'rejected']);
    expect(run.batches).toEqual(['key-1: first', 'key-1: a b']);
  });

  it('keeps batches small, and lets a large interaction through', async () => {
    const run = given();
    const first = underWay(run);
    await Promise.resolve();
    const small = Array.from({ length: 600 }, (_, n) => run.admitOne(input(n), one));
    const large = run.admitOne({ value: 'large', raw: 'x'.repeat(5 * 1024 * 1024) }, one);
    run.letGo();
    await Promise.all([first, large, ...small]);
    const sizes = run.batches.slice(1).map((batch) => batch.split(' ').length - 1);
    expect(sizes).toEqual([512, 88, 1]);
  });
});
