import { setImmediate } from 'node:timers/promises';
import { ahead } from './ahead';

/** A source that asks for each batch a tick after it is asked itself, as a pool of connections does; and notes what happens. */
const source = (batches: readonly number[], failing = -1) => {
  const noted: string[] = [];
  const read = async function* (): AsyncGenerator<number> {
    try {
      for (const batch of batches) {
        await new Promise<void>((resolve) => process.nextTick(resolve));
        noted.push(`sent ${batch}`);
        await setImmediate();
        if (batch === failing) throw new Error('gone');
        yield batch;
      }
    } finally {
      noted.push('closed');
    }
  };
  return { noted, read };
};

describe('batches that are fetched ahead', () => {
  it('come in order, each when the question for the next one has gone out', async () => {
    const { noted, read } = source([1, 2, 3]);
    for await (const batch of ahead(read())) noted.push(`got ${batch}`);
    expect(noted.filter((note) => note.startsWith('got'))).toEqual(['got 1', 'got 2', 'got 3']);
    for (const nth of [1, 2]) expect(noted.indexOf(`sent ${nth + 1}`)).toBeLessThan(noted.indexOf(`got ${nth}`));
  });

  it('fail where the source does, after what came before', async () => {
    const { noted, read } = source([1, 2, 3], 2);
    const all = async (): Promise<void> => {
      for await (const batch of ahead(read())) {
        noted.push(`got ${batch}`);
        // Long enough for the next one to have failed: that must not be an error that nobody awaits.
        for (let turn = 0; turn < 5; turn += 1) await setImmediate();
      }
    };
    await expect(all()).rejects.toThrow('gone');
    expect(noted).toContain('got 1');
    expect(noted).not.toContain('got 2');
  });

  it('close the source when nobody wants more', async () => {
    const { noted, read } = source([1, 2, 3]);
    for await (const batch of ahead(read())) if (batch === 1) break;
    expect(noted.at(-1)).toBe('closed');
    expect(noted).not.toContain('sent 3');
  });

  it('are none where the source has none', async () => {
    const got: number[] = [];
    for await (const batch of ahead(source([]).read())) got.push(batch);
    expect(got).toEqual([]);
  });
});
