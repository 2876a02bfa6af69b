import { position } from '@rapport/event-store';
import fc from 'fast-check';
import type { Frame } from './frame';
import { Ring } from './ring';

const at = (n: number): string => position('0a0b0c0d', n);
const frame = (n: number, size = 10): Frame => ({
  ...{ position: at(n), type: n % 2 ? 'A' : 'B', channel: 'web', handle: 'h', handles: [] },
  bytes: Buffer.from(`${n};`.padStart(size)),
});
const numbers = (bytes: Buffer | null): number[] =>
  (bytes?.toString() ?? '')
    .split(';')
    .filter((part) => part.trim())
    .map(Number);

/** Everything after a place, chunk by chunk. */
const all = (ring: Ring, from: number, filter = {}, key = ''): { found: number[]; upTo: string; chunks: number[] } => {
  const found: number[] = [];
  const chunks: number[] = [];
  let upTo = at(from);
  for (let cut = true; cut;) {
    const chunk = ring.after(upTo, filter, key);
    found.push(...numbers(chunk.bytes));
    if (chunk.bytes) chunks.push(chunk.bytes.length);
    ({ upTo, cut } = chunk);
  }
  return { found, upTo, chunks };
};

describe('the ring of newest events', () => {
  it('covers what came since it was made, and no place before', () => {
    const ring = new Ring(at(7), { frames: 3, bytes: 1_000, chunk: 1_000 });
    expect([ring.covers(at(6)), ring.covers(at(7)), ring.head]).toEqual([false, true, at(7)]);
    ring.push([frame(8), frame(9)]);
    expect(all(ring, 7)).toMatchObject({ found: [8, 9], upTo: at(9) });
    expect(ring.after(at(9), {}, '')).toMatchObject({ bytes: null, upTo: at(9), cut: false });
  });

  it('goes past what a filter leaves out', () => {
    const ring = new Ring(at(0), { frames: 10, bytes: 1_000, chunk: 1_000 });
    ring.push([frame(1), frame(2), frame(3), frame(4)]);
    expect(all(ring, 0, { type: new Set(['A']) }, 'A')).toMatchObject({ found: [1, 3], upTo: at(4) });
    expect(all(ring, 0, { type: new Set(['C']) }, 'C')).toMatchObject({ found: [], upTo: at(4) });
  });

  it('makes a chunk once for all who stand at one place, and anew when something has come', () => {
    const ring = new Ring(at(0), { frames: 10, bytes: 1_000, chunk: 1_000 });
    ring.push([frame(1), frame(2)]);
    const first = ring.after(at(0), {}, 'x');
    expect(ring.after(at(0), {}, 'x')).toBe(first);
    expect(numbers(ring.after(at(0), { type: new Set(['B']) }, 'y').bytes)).toEqual([2]);
    ring.push([frame(3)]);
    expect(numbers(ring.after(at(0), {}, 'x').bytes)).toEqual([1, 2, 3]);
  });

  it('hands over an event that is larger than a chunk', () => {
    const ring = new Ring(at(0), { frames: 10, bytes: 1_000, chunk: 50 });
    ring.push([frame(1), frame(2, 200), frame(3)]);
    expect(all(ring, 0)).toMatchObject({ found: [1, 2, 3], chunks: [10, 200, 10] });
  });

  it('holds no more than its limits, and all that it covers, whatever comes', () => {
    const batches = fc.array(fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 1, maxLength: 9 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(batches, (sizes) => {
        const ring = new Ring(at(0), { frames: 12, bytes: 300, chunk: 64 });
        let last = 0;
        for (const batch of sizes) {
          ring.push(batch.map((size) => frame(++last, size)));
          expect(ring.bytes).toBeLessThanOrEqual(300);
          const oldest = Array.from({ length: last + 1 }, (_, n) => n).find((n) => ring.covers(at(n)))!;
          expect(last - oldest).toBeLessThanOrEqual(12);
          const { found, upTo, chunks } = all(ring, oldest);
          expect([found, upTo]).toEqual([Array.from({ length: last - oldest }, (_, n) => oldest + n + 1), at(last)]);
          expect(Math.max(0, ...chunks)).toBeLessThanOrEqual(64);
          expect(ring.bytes).toBe(chunks.reduce((sum, size) => sum + size, 0));
        }
      }),
    );
  });
});
