import { copiesReason, fewCopies } from './few-copies';

const topic = (name: string, ...replicas: readonly (readonly number[])[]) => ({
  name,
  partitions: replicas.map((of) => ({ replicas: of })),
});

describe('copies of topics', () => {
  it.each([
    [
      'as many as asked',
      [
        [1, 2, 3],
        [2, 3, 1],
      ],
      3,
      3,
      [],
    ],
    [
      'one partition with too few',
      [
        [1, 2, 3],
        [2, 3],
      ],
      3,
      3,
      [{ topic: 't', copies: 2, asked: 3 }],
    ],
    ['one broker', [[1], [1]], 1, 3, []],
    [
      'two, while one broker of three is away',
      [
        [1, 2],
        [2, 1],
      ],
      2,
      3,
      [],
    ],
    [
      'two of two, and a third broker came',
      [
        [1, 2],
        [2, 1],
      ],
      3,
      3,
      [{ topic: 't', copies: 2, asked: 3 }],
    ],
    ['one, and one is asked for', [[1], [2]], 3, 1, []],
    ['more than asked', [[1, 2, 3]], 3, 2, []],
  ] as const)('%s', (_, replicas, brokers, asked, found) =>
    expect(fewCopies([topic('t', ...replicas)], brokers, asked)).toEqual(found),
  );

  it('are said by name, and where it is written what to do', () => {
    expect(copiesReason([])).toBe(null);
    const few = [{ topic: 'a', copies: 2, asked: 3 }, { topic: 'b', copies: 1, asked: 3 }]; // prettier-ignore
    expect(copiesReason(few)).toMatch(/a 2 of 3, b 1 of 3 \(docs\/how-to\/subscribe-with-kafka.md#copies/);
  });
});
