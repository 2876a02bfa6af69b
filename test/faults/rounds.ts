/**
 * The numbers from `first` on, of as many rounds as are wanted: `few`, or `all` with `--full`. RAPPORT_FULL_MINUTES ends a full run of one
 * kind of fault earlier, and whoever runs it says how many there were.
 */
export const rounds = function* (few: number, all: number, first = 0): Generator<number, void, undefined> {
  const isFull = process.env['RAPPORT_FULL'] === '1';
  const minutes = Number(process.env['RAPPORT_FULL_MINUTES'] ?? Infinity);
  const end = performance.now() + minutes * 60_000;
  const wanted = isFull ? all : few;
  for (let nth = first; nth < wanted && (!isFull || performance.now() < end); nth++) yield nth;
};

/** How long so many rounds may take at most, in milliseconds. */
export const patienceFor = (all: number, eachMs: number): number => 120_000 + all * eachMs;
