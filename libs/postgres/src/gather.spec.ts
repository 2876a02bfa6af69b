import { gather } from './gather';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('gather', () => {
  it('takes together what comes while a group is under way, each with its own answer', async () => {
    const groups: number[][] = [];
    const double = gather<number, number>(async (inputs) => {
      groups.push([...inputs]);
      await tick();
      return inputs.map((input) => input * 2);
    });
    const first = [double(1), double(2)];
    await Promise.resolve();
    await Promise.resolve();
    const second = [double(3), double(4), double(5)];
    expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10]);
    expect(groups).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(await double(6)).toBe(12);
  });

  it('keeps to the weight of a group, but lets one heavy call through', async () => {
    const groups: number[][] = [];
    const call = gather<number, number>(async (inputs) => (groups.push([...inputs]), inputs), {
      weightMax: 10,
      weight: (input) => input,
    });
    await Promise.all([4, 5, 6, 99, 1].map(call));
    expect(groups).toEqual([[4, 5], [6], [99], [1]]);
  });

  it('has no more groups under way than it may', async () => {
    let now = 0;
    let most = 0;
    const call = gather<number, number>(
      async (inputs) => {
        most = Math.max(most, (now += 1));
        await tick();
        now -= 1;
        return inputs;
      },
      { atOnce: 2, weightMax: 1 },
    );
    expect(await Promise.all([1, 2, 3, 4, 5, 6, 7].map(call))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(2);
  });

  it('fails only the group whose work throws', async () => {
    const call = gather<number, number>(
      async (inputs) => {
        if (inputs.includes(13)) throw new Error('unlucky');
        return inputs;
      },
      { weightMax: 2 },
    );
    const ends = await Promise.allSettled([1, 13, 2, 3].map(call));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  });
});
